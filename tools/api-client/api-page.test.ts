import { expect, test } from "vitest";
import { renderApiPage } from "./api-page.ts";

test("docs/api.md lists every procedure and REST call as its contract has it", async () => {
  const { present, fresh } = await renderApiPage();
  expect(present, "run `node tools/api-client/write-api-page.ts`").toBe(fresh);
  expect(present).toContain("`POST /admin/ledger/transfers/{id}/reverse`");
});
