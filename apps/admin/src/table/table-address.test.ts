import { expect, test } from "vitest";
import { queryOf } from "./table-address.ts";

test("a filter has the names of REST", () => {
  const filter = {
    statuses: ["CREATED", "FINISHED"],
    minFareMinor: "5000",
    isRestricted: false,
    query: "a & b",
    fromDay: undefined,
  };
  expect(queryOf(filter)).toBe("statuses=CREATED&statuses=FINISHED&min_fare=5000&is_restricted=false&query=a+%26+b");
  expect(queryOf({})).toBe("");
});
