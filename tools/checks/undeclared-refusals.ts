import { subscribe } from "node:diagnostics_channel";
import { afterEach, expect } from "vitest";

/** Of the running test. */
export const undeclared: unknown[] = [];
subscribe("atlas.undeclared-refusal", (refusal) => undeclared.push(refusal));

/** A use case names every refusal of its own in its contract, or the test in which it refuses something else fails. */
afterEach(() => {
  expect(undeclared.splice(0), "refusals that no contract names").toEqual([]);
});
