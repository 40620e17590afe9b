import { damagedText, hostileBytes, hostileJson, hostileText, nearly } from "@atlas/faults/hostile-input";
import fc from "fast-check";
import { z } from "zod";
import { extremeValue, jsonSchema } from "./extreme-value.ts";

/** Values at the edges of what a schema lets in. */
export function valuesOf(schema: z.ZodType | undefined): fc.Arbitrary<unknown> {
  if (schema === undefined) return fc.constant({});
  return extremeValue(jsonSchema.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })), { ids: {} });
}

/** JSON that is nearly right, JSON that is not, and what is no JSON. */
export function bodiesOf(values: fc.Arbitrary<unknown>): fc.Arbitrary<string | Uint8Array> {
  const nearlyRight = nearly(values).map((value) => JSON.stringify(value) ?? "");
  return fc.oneof(
    { weight: 5, arbitrary: nearlyRight },
    { weight: 2, arbitrary: damagedText(nearlyRight) },
    { weight: 1, arbitrary: hostileJson.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: hostileText },
    { weight: 1, arbitrary: hostileBytes },
  );
}
