// Builds everything the browser needs into civic/ui/static/ui/ under stable names:
// Django's manifest storage adds the hashes. Run with `npm run build` (add -- --watch while working).
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const output = join(root, "civic/ui/static/ui");
const modules = join(root, "node_modules");

const font = "@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2";

const options = {
  entryPoints: [
    { in: join(here, "app.ts"), out: "app" },
    { in: join(here, "styles/app.css"), out: "app" },
    { in: join(here, "styles/print.css"), out: "print" },
    { in: join(here, "lazy/discussion.ts"), out: "discussion" },
    { in: join(here, "lazy/calendar.ts"), out: "calendar" },
    { in: join(here, "lazy/editor.ts"), out: "editor" },
    { in: join(here, "lazy/photos.ts"), out: "photos" },
    { in: join(here, "lazy/sortable.ts"), out: "sortable" },
    { in: join(here, "service-worker.ts"), out: "service-worker" },
  ],
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
    const drawing = source.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 16 16" fill="currentColor">${drawing}</symbol>`;
  });
  writeFileSync(join(output, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
}

function printSizes() {
  for (const name of ["app.js", "app.css", "print.css", "calendar.js", "discussion.js", "editor.js", "photos.js", "sortable.js", "service-worker.js", "icons.svg", "village.svg"]) {
    const size = gzipSync(readFileSync(join(output, name)), { level: 9 }).length;
    console.log(`${name.padEnd(20)} ${(size / 1024).toFixed(1).padStart(6)} kB gzip`);
  }
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
copyFiles();
buildIcons();
if (process.argv.includes("--watch")) {
  const context = await esbuild.context(options);
  await context.watch();
} else {
  await esbuild.build(options);
  printSizes();
}
