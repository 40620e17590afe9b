import { z } from "zod";

/** The part of JSON Schema that limits a value. */
interface Schema {
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  prefixItems?: unknown[];
  items?: unknown;
}

const schemaNode = z.custom<Schema & Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);
/** What the format itself says of a text's length. */
const LENGTH_OF: { readonly [format: string]: number } = { uuid: 36, date: 10 };
/** No text with U+0000 is taken, wherever it stands. */
const STORABLE = "^[^\\u0000]*$";

/**
 * Says of every schema below what holds without its saying so: whole numbers are those that JSON carries exactly, a tuple has its
 * places and no more, and a text of a request is bounded by its format, or has any characters but U+0000.
 */
export function describeLimits(below: unknown, { isRequest }: { readonly isRequest: boolean }): void {
  if (Array.isArray(below)) for (const part of below) describeLimits(part, { isRequest });
  const node = schemaNode.safeParse(below);
  if (!node.success) return;
  // Not the copy that was parsed: the document itself is completed.
  describeNode(node.data, isRequest);
  for (const part of Object.values(node.data)) describeLimits(part, { isRequest });
}

function describeNode(schema: Schema, isRequest: boolean): void {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (types.includes("integer")) describeInteger(schema);
  if (types.includes("array") && Array.isArray(schema.prefixItems)) {
    const { length } = schema.prefixItems;
    Object.assign(schema, { items: {}, minItems: length, maxItems: length });
  }
  if (types.includes("string") && isRequest) describeText(schema);
}

function describeInteger(schema: Schema): void {
  schema.format ??= "int64";
  if (schema.exclusiveMinimum === undefined) schema.minimum ??= Number.MIN_SAFE_INTEGER;
  if (schema.exclusiveMaximum === undefined) schema.maximum ??= Number.MAX_SAFE_INTEGER;
}

function describeText(schema: Schema): void {
  if (schema.enum !== undefined || schema.const !== undefined) return;
  const length = LENGTH_OF[schema.format ?? ""];
  if (length !== undefined) schema.maxLength ??= length;
  if (schema.format === undefined) schema.pattern ??= STORABLE;
}
