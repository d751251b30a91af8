// Builds everything the browser needs into civic/ui/static/ui/ under stable names:
// Django's manifest storage adds the hashes. Run with `npm run build` (add -- --watch while working).
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { allFolders, drawingOf, iconsUsed, lazySheets, styleSheets, unknownIcons } from "./sources.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const output = join(root, "civic/ui/static/ui");
const modules = join(root, "node_modules");

const scriptsOf = (folder) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => parse(name).name);
const lazyNames = scriptsOf("behaviours/lazy");
const sheets = lazySheets(allFolders());
const sharedNames = scriptsOf("behaviours").filter((name) => name !== "behaviour"); // that one is what they extend

const font = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2";

/** `@import "apps"` is the style sheets of all apps; `import behaviours from "behaviours"` all that pages share;
 *  `page:…` a sheet that some pages link, which has the last word there. */
const found = {
  name: "found",
  setup(build) {
    build.onResolve({ filter: /^(apps|behaviours)$/ }, ({ path }) => ({ path, namespace: "found" }));
    build.onLoad({ filter: /^apps$/, namespace: "found" }, () => ({
      contents: styleSheets(allFolders())
        .map((sheet) => `@import "${sheet}" layer(components);`)
        .join("\n"),
      loader: "css",
      resolveDir: root,
    }));
    build.onResolve({ filter: /^page:/ }, ({ path }) => ({ path: path.slice("page:".length), namespace: "page" }));
    build.onLoad({ filter: /./, namespace: "page" }, ({ path }) => ({
      contents: `@import "${path}" layer(pages);`,
      loader: "css",
      resolveDir: root,
    }));
    build.onLoad({ filter: /^behaviours$/, namespace: "found" }, () => ({
      contents: [
        ...sharedNames.map((name, index) => `import b${index} from "./${name}";`),
        `export default { ${sharedNames.map((name, index) => `"${name}": b${index}`).join(", ")} };`,
      ].join("\n"),
      resolveDir: join(here, "behaviours"),
    }));
  },
};

const common = {
  outdir: output,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020", "chrome99", "firefox97", "safari15.4"],
  // The font keeps its own URL so that the manifest storage can hash it and the page can preload it.
  external: ["./atkinson.woff2"],
  legalComments: "none",
  logLevel: "warning",
  plugins: [found],
};
const builds = [
  {
    ...common,
    entryPoints: [
      { in: join(here, "app.ts"), out: "app" },
      { in: join(here, "styles/app.css"), out: "app" },
      { in: join(here, "styles/print.css"), out: "print" },
      { in: join(here, "service-worker.ts"), out: "service-worker" },
      { in: join(here, "alert-widget.ts"), out: "alert-widget" },
      ...sheets.map((sheet) => ({ in: `page:${sheet}`, out: parse(sheet).name })),
    ],
  },
  {
    ...common,
    entryPoints: lazyNames.map((name) => ({ in: join(here, "behaviours/lazy", `${name}.ts`), out: name })),
    alias: { "@hotwired/stimulus": join(here, "stimulus.ts") },
  },
];

function copyFiles() {
  cpSync(join(modules, font), join(output, "atkinson.woff2"));
  for (const name of readdirSync(join(here, "images"))) {
    cpSync(join(here, "images", name), join(output, name));
  }
}

/** One sprite of all icons that are asked for by name: `<use href="icons.svg#heart">`. */
function buildIcons(names) {
  const symbols = names.map((name) => {
    const source = readFileSync(drawingOf(name), "utf8");
    const drawing = source
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 16 16" fill="currentColor">${drawing}</symbol>`;
  });
  writeFileSync(join(output, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
}

function printSizes() {
  const scripts = lazyNames.map((name) => `${name}.js`);
  const styles = ["app.css", "print.css", ...sheets.map((sheet) => parse(sheet).base)];
  for (const name of ["app.js", ...styles, ...scripts, "service-worker.js", "icons.svg", "village.svg"]) {
    const size = gzipSync(readFileSync(join(output, name)), { level: 9 }).length;
    console.log(`${name.padEnd(20)} ${(size / 1024).toFixed(1).padStart(6)} kB gzip`);
  }
}

const icons = iconsUsed([...allFolders(), here]);
const unknown = unknownIcons(icons);
if (unknown.length) {
  console.error(`Bootstrap Icons has no drawing of this name:\n${unknown.join("\n")}`);
  process.exit(1);
}
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
copyFiles();
buildIcons(Object.keys(icons).sort());
if (process.argv.includes("--watch")) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
  printSizes();
}
