import { expect, test } from "vitest";
import { renderPages } from "./written-pages.ts";

test("docs/api.md and docs/authorisation.md list every procedure and REST call as the code has it", async () => {
  for (const { name, present, fresh } of await renderPages()) {
    expect(present, `${name}: run \`node tools/api-client/write-api-page.ts\``).toBe(fresh);
    expect(present).toContain("`POST /admin/ledger/transfers/{id}/reverse`");
  }
});
