// Compile the style sheet and copy the scripts into knowhold.web, or into the folder given.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(here, "../src/knowhold/web/static/web"));
const modules = join(here, "node_modules");

const { css } = compile(join(here, "knowhold.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
});

mkdirSync(target, { recursive: true });
writeFileSync(join(target, "knowhold.css"), css + "\n");
copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), join(target, "htmx.min.js"));
copyFileSync(join(here, "knowhold.js"), join(target, "knowhold.js"));

// The map is not shipped, so the line that asks for it would be a 404 in the browser's tools.
const govuk = readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
writeFileSync(join(target, "govuk-frontend.min.js"), govuk.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
