import { expect, test } from "vitest";
import { report } from "./report.ts";
import { Tally } from "./tally.ts";

test("a report shows matches, waits and errors", () => {
  const tally = new Tally();
  tally.counts.ordersPlaced = 3;
  tally.counts.ordersMatched = 2;
  tally.waitsS.push(2, 4);
  tally.error("accept", new Error("OFFER_TAKEN"));
  tally.error("accept", new Error("OFFER_TAKEN"));
  const text = report(tally, 60);
  expect(text).toContain("3 placed");
  expect(text).toContain("3.0 s to a driver, p95 4.0 s");
  expect(text).toContain("2 × accept: OFFER_TAKEN");
});

test("a run in which nothing happened says so", () => {
  const text = report(new Tally(), 1);
  expect(text).toContain("nobody was matched");
  expect(text).toContain("errors     none");
});
