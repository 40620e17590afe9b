import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { apiTables } from "./api-tables.ts";

export const API_PAGE = resolve(import.meta.dirname, "../../docs/api.md");

const BEGIN =
  "<!-- From the contracts of the use cases: `node tools/api-client/write-api-page.ts` writes what follows. -->";
const END = "<!-- End of what is written from the contracts. -->";

/** The page as it is, and as the contracts say that it is. */
export async function renderApiPage(): Promise<{ readonly present: string; readonly fresh: string }> {
  const present = await readFile(API_PAGE, "utf8");
  const [before, rest = ""] = present.split(BEGIN);
  const [, after] = rest.split(END);
  if (before === undefined || after === undefined) throw new Error(`${API_PAGE} has lost the marks of its tables`);
  return { present, fresh: `${before}${BEGIN}\n\n${apiTables()}\n\n${END}${after}` };
}
