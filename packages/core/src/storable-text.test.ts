import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isStorableText, refuseUnstorable } from "./storable-text.ts";

const NUL = "a\0b";
const HALF = "\ud83d";

describe("refuseUnstorable", () => {
  test.each([
    [NUL, "A text"],
    [{ cityId: NUL }, "cityId: A text"],
    [{ cityId: HALF }, "cityId: A text"],
    [{ pickup: { label: `${HALF}x` } }, "pickup.label: A text"],
    [{ pings: [{ note: "x" }, { note: NUL }] }, "pings.1.note: A text"],
    [{ rules: { [NUL]: 1 } }, "rules: A text"],
    [[HALF], "0: A text"],
  ])("%j is refused and named", (sent, words) => {
    expect(() => refuseUnstorable(sent)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(`^${words}`) }),
    );
  });

  test("every whole character but U+0000 passes", () => {
    const codePoint = fc.integer({ min: 1, max: 0x10_ff_ff }).filter((code) => code < 0xd8_00 || code > 0xdf_ff);
    fc.assert(
      fc.property(codePoint, (code) => {
        const text = String.fromCodePoint(code);
        expect(isStorableText(text)).toBe(true);
        expect(() => refuseUnstorable({ [text]: [text, 1, null] })).not.toThrow();
      }),
      { seed: 7 },
    );
    expect(() => refuseUnstorable(undefined)).not.toThrow();
  });

  test("a value nested a hundred thousand deep is walked like any other", () => {
    const depth = 100_000;
    const deep = (leaf: string): unknown => JSON.parse(`${"[".repeat(depth)}"${leaf}"${"]".repeat(depth)}`);
    expect(() => refuseUnstorable(deep("x"))).not.toThrow();
    expect(() => refuseUnstorable(deep(String.raw`\u0000`))).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT" }),
    );
  });
});
