import fc from "fast-check";
import { z } from "zod";

/** The part of JSON Schema that tRPC inputs and OpenAPI use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** Reads a JSON Schema that somebody else made. Keywords that are not listed are not looked at. */
export const jsonSchema: z.ZodType<JsonSchema> = z.looseObject({}).transform((schema): JsonSchema => schema);

export interface ExtremeOptions {
  /** Ids of rows that exist, by the beginning of a field's name: `order` serves `orderId` and `order_id`. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly resolve?: (ref: string) => JsonSchema;
}

const UNKNOWN_ID = "0199d3a0-6c1e-7000-8000-00000000dead";
const LONGEST_TEXT = 2_000;
/** Repeated to the longest that a field takes: many words, one word, words misspelt, letters that fold to eighteen. */
const TEXTS = [
  // No column of Postgres holds it.
  "a\u0000",
  "a ",
  "a b c d e f g h i j k l m ",
  "x",
  "sudirman ",
  "kebayoran baru ",
  "%_\\",
  "\uFDFA",
  "e\u0301",
  "🛺",
  "((((",
  "' OR 1=1 --",
];
const NUMBERS = [0, -0, 5e-324, -5e-324, 1e-9, 1, -1, 0.1, 2 ** 31, 2 ** 53, -(2 ** 53), 1.7976931348623157e308];
const INSTANTS = [
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999Z",
  "2026-02-28T23:59:60Z",
  "2024-02-29T12:00:00+14:00",
  "1970-01-01T00:00:00.000000001Z",
];
const DAYS = ["2000-01-01", "2099-12-31", "2024-02-29", "2026-02-30"];
/** For fields that accept anything and validate it later: amounts, pings. */
const ANYTHING: readonly unknown[] = [
  "1",
  "9223372036854775807",
  "-1",
  "1e30",
  "0".repeat(300),
  "",
  1,
  -1,
  0.5,
  1e308,
  null,
  true,
  [],
  {},
  { lat: 90, lng: 180, recordedAt: 0 },
  { lat: -90, lng: -180, recordedAt: 8.64e15 },
  { lat: 89.999, lng: 0, recordedAt: Date.now() },
];

/** Values at and near the edges of what a schema lets in, with every optional part there or not. */
export function extremeValue(schema: JsonSchema, options: ExtremeOptions, field = ""): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return extremeValue(options.resolve?.(schema.$ref) ?? {}, options, field);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => extremeValue(one, options, field)));
  if (schema.allOf !== undefined) return extremeValue(Object.assign({}, ...schema.allOf), options, field);
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => extremeValue({ ...schema, type }, options, field)));
  switch (schema.type) {
    case "object":
      return extremeObject(schema, options);
    case "array":
      return extremeArray(schema, options, field);
    case "string":
      return extremeText(schema, options, field);
    case "number":
    case "integer":
      return extremeNumber(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.constantFrom(...ANYTHING);
  }
}

function extremeObject({ properties = {}, required = [] }: JsonSchema, options: ExtremeOptions): fc.Arbitrary<unknown> {
  const parts = Object.entries(properties).map(([name, part]): [string, fc.Arbitrary<unknown>] => [
    name,
    extremeValue(part, options, name),
  ]);
  return fc.record(Object.fromEntries(parts), { requiredKeys: [...required] });
}

function extremeArray(schema: JsonSchema, options: ExtremeOptions, field: string): fc.Arbitrary<unknown> {
  if (schema.prefixItems !== undefined) {
    return fc.tuple(...schema.prefixItems.map((item) => extremeValue(item, options, field)));
  }
  const { minItems = 0, maxItems = 500 } = schema;
  const item = extremeValue(schema.items ?? {}, options, field);
  return fc
    .tuple(
      fc.constantFrom(minItems, Math.min(maxItems, minItems + 1), maxItems),
      fc.array(item, { minLength: 1, maxLength: 8 }),
    )
    .map(([length, items]) => Array.from({ length }, (_, index) => items[index % items.length]));
}

function extremeText(schema: JsonSchema, { ids }: ExtremeOptions, field: string): fc.Arbitrary<unknown> {
  if (schema.format === "uuid") {
    const known = Object.entries(ids).find(([name]) => field.toLowerCase().startsWith(name))?.[1] ?? [];
    return fc.constantFrom(UNKNOWN_ID, ...known, ...known);
  }
  if (schema.format === "date-time") return fc.constantFrom(...INSTANTS);
  if (schema.format === "date") return fc.constantFrom(...DAYS);
  if (schema.pattern !== undefined) return fc.constantFrom("0", "1", "9".repeat(18));
  const { minLength = 0, maxLength = LONGEST_TEXT } = schema;
  const long = TEXTS.map((text) =>
    text
      .repeat(Math.ceil(maxLength / text.length))
      .slice(0, maxLength)
      .toWellFormed(),
  );
  return fc.oneof(
    fc.constantFrom(...long, "x".repeat(minLength), "jalan jenderal sudirman".slice(0, maxLength)),
    fc.string({ minLength, maxLength: Math.min(maxLength, 40) }).map((text) => text.toWellFormed()),
  );
}

function extremeNumber({
  type,
  minimum = -Number.MAX_VALUE,
  maximum = Number.MAX_VALUE,
}: JsonSchema): fc.Arbitrary<unknown> {
  const edges = [minimum, maximum, minimum + 1e-3, maximum - 1e-3, minimum + 1e-9, maximum - 1e-9];
  const all = [...edges, ...edges, ...NUMBERS].filter((value) => value >= minimum && value <= maximum);
  return fc.constantFrom(...(type === "integer" ? all.map(Math.trunc) : all));
}
