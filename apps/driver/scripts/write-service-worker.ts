import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";

/** Writes `service-worker/worker.ts` without its types to `public/`: one file with no imports needs no bundler. */
const app = join(import.meta.dirname, "..");
const source = readFileSync(join(app, "service-worker", "worker.ts"), "utf8");
mkdirSync(join(app, "public"), { recursive: true });
writeFileSync(join(app, "public", "service-worker.js"), stripTypeScriptTypes(source));
