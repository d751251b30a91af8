// What the apps bring to the build, found in their folders: nobody lists it.
// `node frontend/sources.mjs FOLDER…` prints what it finds in these apps.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

/** Folders that may hold style sheets and name icons. */
export function allFolders() {
  const apps = readdirSync(join(root, "civic"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...apps.map(({ name }) => join(root, "civic", name)).sort(), join(root, "demo")];
}

/** Files of this kind anywhere under a folder, in an order that never changes. */
function files(folder, extension) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).filter((name) => extname(name) === extension);
  return names.sort().map((name) => join(folder, name));
}

/** `<app>/styles/lazy/*.css`: those of whole pages, which link them by name. */
export const lazySheets = (folders) => folders.flatMap((folder) => files(join(folder, "styles/lazy"), ".css"));

/** `<app>/styles/*.css`, by name. */
export const styleSheets = (folders) =>
  folders.flatMap((folder) =>
    files(join(folder, "styles"), ".css").filter((sheet) => dirname(sheet) === join(folder, "styles")),
  );

// An icon is named as a tag's first word, a field called `icon` or `…_icon`, or a script's button. What comes from a
// variable was named so somewhere: the tests refuse a page that asks for an icon that is not in the sprite.
const NAMINGS = [
  ["templates", ".html", /\{% (?:icon|empty_state) "([^"]*)"/g],
  ["", ".py", /\b(?:\w+_)?icon(?:"?(?:: str)?\s*[=:]\s*|\()"([^"]*)"/g],
  ["behaviours", ".ts", /\bthis\.(?:tool|button)\(\s*"([^"]*)"/g],
];

/** Each name with the places that ask for it. */
export function iconsUsed(folders) {
  const used = {};
  for (const folder of folders) {
    for (const [under, extension, naming] of NAMINGS) {
      for (const path of files(join(folder, under), extension)) {
        const text = readFileSync(path, "utf8");
        for (const { 1: name, index } of text.matchAll(naming)) {
          (used[name] ??= []).push(`${relative(root, path)}:${text.slice(0, index).split("\n").length}`);
        }
      }
    }
  }
  return used;
}

export const drawingOf = (name) => join(root, "node_modules/bootstrap-icons/icons", `${name}.svg`);

/** One line for each name that there is no drawing of, with the places that ask for it. */
export const unknownIcons = (used) =>
  Object.entries(used)
    .filter(([name]) => !existsSync(drawingOf(name)))
    .map(([name, places]) => `${name}: ${places.join(", ")}`);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folders = process.argv.slice(2);
  const icons = iconsUsed(folders);
  console.log(
    JSON.stringify({ icons, unknown: unknownIcons(icons), styles: styleSheets(folders), lazy: lazySheets(folders) }),
  );
}
