// Builds everything the browser needs into civic/ui/static/ui/ under stable names:
// Django's manifest storage adds the hashes. Run with `npm run build` (add -- --watch while working).
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const output = join(root, "civic/ui/static/ui");
const modules = join(root, "node_modules");

const font = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2";

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
};
const lazyNames = readdirSync(join(here, "behaviours/lazy")).map((name) => parse(name).name);
const builds = [
  {
    ...common,
    entryPoints: [
      { in: join(here, "app.ts"), out: "app" },
      { in: join(here, "styles/app.css"), out: "app" },
      { in: join(here, "styles/print.css"), out: "print" },
      { in: join(here, "service-worker.ts"), out: "service-worker" },
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

/** One sprite of the icons named in icons.txt: `<use href="icons.svg#heart">`. */
function buildIcons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split(/\s+/).filter(Boolean);
  const symbols = names.map((name) => {
    const source = readFileSync(join(modules, "bootstrap-icons/icons", `${name}.svg`), "utf8");
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
  for (const name of ["app.js", "app.css", "print.css", ...scripts, "service-worker.js", "icons.svg", "village.svg"]) {
    const size = gzipSync(readFileSync(join(output, name)), { level: 9 }).length;
    console.log(`${name.padEnd(20)} ${(size / 1024).toFixed(1).padStart(6)} kB gzip`);
  }
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
copyFiles();
buildIcons();
if (process.argv.includes("--watch")) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  await Promise.all(builds.map((options) => esbuild.build(options)));
  printSizes();
}
