import { DomainError } from "@atlas/core/errors";
import { useCase } from "@atlas/services/use-case";
import { expect, test } from "vitest";
import { z } from "zod";
import { undeclared } from "./undeclared-refusals.ts";

test("a refusal that a contract does not name is noticed, and one that it names is not", async () => {
  const refuse = useCase({
    kind: "query",
    permission: "anyone",
    input: z.object({ code: z.enum(["CITY_NOT_FOUND", "ORDER_NOT_FOUND"]) }),
    refusals: ["ORDER_NOT_FOUND"],
    run: async (_ctx: object, _actor, { code }) => {
      throw new DomainError(code, "Not here.");
    },
  });
  await expect(refuse({}, null, { code: "ORDER_NOT_FOUND" })).rejects.toMatchObject({ code: "ORDER_NOT_FOUND" });
  expect(undeclared).toEqual([]);
  await expect(refuse({}, null, { code: "CITY_NOT_FOUND" })).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
  expect(undeclared.splice(0)).toMatchObject([{ code: "CITY_NOT_FOUND" }]);
});
