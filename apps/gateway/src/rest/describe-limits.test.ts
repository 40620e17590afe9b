import { expect, test } from "vitest";
import { describeLimits } from "./describe-limits.ts";

function described(schema: object, isRequest = true): object {
  describeLimits(schema, { isRequest });
  return schema;
}

test("whole numbers are those that JSON carries exactly, but for bounds of their own", () => {
  const [minimum, maximum] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  expect(described({ type: "integer" })).toEqual({ type: "integer", format: "int64", minimum, maximum });
  const limit = { type: ["integer", "null"], format: "int32", exclusiveMinimum: 0, maximum: 100 };
  expect(described({ ...limit })).toEqual(limit);
});

test("texts of a request are bounded by their format, and have no U+0000; those of a response stay as they are", () => {
  const schema = { type: "object", properties: { id: { type: "string", format: "uuid" }, note: { type: "string" } } };
  expect(described(structuredClone(schema), false)).toEqual(schema);
  expect(described(structuredClone(schema))).toEqual({
    type: "object",
    properties: {
      id: { type: "string", format: "uuid", maxLength: 36 },
      note: { type: "string", pattern: "^[^\\u0000]*$" },
    },
  });
  const kind = { type: "string", enum: ["a", "b"] };
  expect(described({ ...kind })).toEqual(kind);
});

test("a tuple has its places and no more, wherever it stands", () => {
  const tuple = { type: "array", prefixItems: [{ type: "number" }, { type: "number" }] };
  expect(described({ anyOf: [tuple] })).toEqual({ anyOf: [{ ...tuple, items: {}, minItems: 2, maxItems: 2 }] });
});
