import type { Behaviour } from "../registry";

/** A textarea as tall as its text, up to half the screen. */
export const autosize: Behaviour = (element) => {
  const fit = () => {
    element.style.height = "auto";
    const border = element.offsetHeight - element.clientHeight;
    element.style.height = `${Math.min(element.scrollHeight + border, innerHeight / 2)}px`;
  };
  element.addEventListener("input", fit);
  if ((element as HTMLTextAreaElement).value) fit();
};
