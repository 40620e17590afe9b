import fc from "fast-check";
import { expect, test } from "vitest";
import { originalPayload, storablePayload, storableText } from "./storable.ts";

test("what jsonb holds stays as it is", () => {
  const payload = { cityId: "jakarta", note: "a \\u0000 that is six characters", nested: [1, null, "😀"] };
  expect(storablePayload(payload)).toBe(payload);
  expect(storableText("Harmoni 😀")).toBe("Harmoni 😀");
});

test.each([
  ["a NUL", { note: "a\0b" }],
  ["a NUL in a key", { "a\0b": 1 }],
  ["what looks like such text", { $json: "a" }],
  ["half a surrogate pair", { nested: [{ note: "\ud83d" }] }],
])("%s is kept as JSON text, and comes back", (_what, payload) => {
  const stored = storablePayload(payload);
  expect(Object.keys(Object(stored))).toEqual(["$json"]);
  expect(JSON.stringify(stored)).not.toMatch(/[^\\]\\u0000/);
  expect(originalPayload(stored)).toEqual(payload);
});

test("text shows what it cannot hold as JSON would", () => {
  expect(storableText("a\0b")).toBe("a\\u0000b");
  expect(storableText("\udc00")).toBe("\\udc00");
});

test("whatever the payload, it comes back", () => {
  const text = fc.string({ unit: fc.constantFrom("\0", "\ud83d", "\ude00", "\\", "u0000", '"', "$json", "a") });
  const payload = fc.dictionary(text, fc.oneof(text, fc.array(text), fc.dictionary(text, text), fc.integer()));
  fc.assert(
    fc.property(payload, (given) => {
      expect(originalPayload(storablePayload(given))).toEqual(given);
    }),
  );
});
