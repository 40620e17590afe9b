// Writes docs/asvs.md from the tables in chapters/.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "@atlas/stack/paths";
import { asvsPage } from "./page.ts";

await writeFile(join(ROOT, "docs", "asvs.md"), asvsPage());
