import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { apiTables } from "./api-tables.ts";
import { authorisationTables } from "./authorisation-tables.ts";

/** Pages of which a part is written from the code, with what writes it. */
const PAGES: Readonly<Record<string, () => string>> = {
  "docs/api.md": apiTables,
  "docs/authorisation.md": authorisationTables,
};

const BEGIN = "<!-- From the code: `node tools/api-client/write-api-page.ts` writes what follows. -->";
const END = "<!-- End of what is written from the code. -->";

export interface WrittenPage {
  readonly name: string;
  readonly path: string;
  readonly present: string;
  readonly fresh: string;
}

/** The pages as they are, and as the code says that they are. */
export async function renderPages(): Promise<readonly WrittenPage[]> {
  return await Promise.all(
    Object.entries(PAGES).map(async ([name, tables]) => {
      const path = resolve(import.meta.dirname, "../..", name);
      const present = await readFile(path, "utf8");
      const [before, rest = ""] = present.split(BEGIN);
      const [, after] = rest.split(END);
      if (before === undefined || after === undefined) throw new Error(`${name} has lost the marks of its tables`);
      return { name, path, present, fresh: `${before}${BEGIN}\n\n${tables()}\n\n${END}${after}` };
    }),
  );
}
