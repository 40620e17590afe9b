import { expect, test } from "vitest";
import { toRestJson } from "./rest-json.ts";

test("keys become snake_case and minor units numbers, as far as numbers are exact", () => {
  const view = {
    accountId: "a",
    postedMinor: "25000",
    items: [{ balanceAfterMinor: "-9007199254740993", orderId: null }],
    isFrozen: false,
  };
  expect(toRestJson(view)).toEqual({
    account_id: "a",
    posted: 25_000,
    items: [{ balance_after: "-9007199254740993", order_id: null }],
    is_frozen: false,
  });
});
