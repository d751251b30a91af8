declare module "behaviours" {
  const behaviours: Record<string, import("@hotwired/stimulus").ControllerConstructor>;
  export default behaviours;
}
