// Writes the tables of docs/api.md from the contracts of the use cases.
import { writeFile } from "node:fs/promises";
import { API_PAGE, renderApiPage } from "./api-page.ts";

const { fresh } = await renderApiPage();
await writeFile(API_PAGE, fresh);
