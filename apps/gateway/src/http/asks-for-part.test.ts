import { expect, test } from "vitest";
import { asksForPart } from "./asks-for-part.ts";

test.each([
  ["bytes=0-16383", true],
  ["bytes=1000000-1524287", true],
  ["bytes=-10", true],
  ["bytes=0-524288", false],
  ["bytes=-524289", false],
  // Read as a range, it is the whole file.
  ["bytes=9-0", false],
  ["bytes=0-", false],
  ["bytes=0-9,20-29", false],
  ["lines=0-9", false],
  [undefined, false],
])("a range of %s is a part: %s", (range, isPart) => {
  expect(asksForPart(range)).toBe(isPart);
});
