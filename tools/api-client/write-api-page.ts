// Writes the tables of docs/api.md and docs/authorisation.md from the code.
import { writeFile } from "node:fs/promises";
import { renderPages } from "./written-pages.ts";

for (const { path, fresh } of await renderPages()) await writeFile(path, fresh);
