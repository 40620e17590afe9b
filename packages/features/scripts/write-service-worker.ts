import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

/**
 * Writes `service-worker/worker.ts` without its types to `public/` of the app in whose folder it runs: one file with no imports needs no
 * bundler. Its last line differs in each build, so that browsers fetch the offline page of that build.
 */
const source = readFileSync(join(import.meta.dirname, "..", "service-worker", "worker.ts"), "utf8");
mkdirSync("public", { recursive: true });
writeFileSync(join("public", "service-worker.js"), `${stripTypeScriptTypes(source)}\n// ${new Date().toISOString()}\n`);
