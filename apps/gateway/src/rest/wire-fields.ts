import { z } from "zod";
import { snakeCase } from "./rest-json.ts";

/** The header that carries a command's idempotency key, as a field of the wire. */
export const KEY_HEADER = "idempotency-key";

export interface WireOptions {
  /** Wire names by field, where they are not the field's own in snake_case. */
  readonly names: { readonly [field: string]: string | undefined };
  /** Fields that the address does not take. */
  readonly without: readonly string[];
}

export interface WireShape {
  readonly request: z.ZodObject;
  /** Fields of the use case's input by wire name. */
  readonly fieldOf: ReadonlyMap<string, string>;
}

/** A use case's input with the names of the wire: snake_case, `amountMinor` as `amount`, the idempotency key as its header. */
export function toWireShape(input: z.ZodObject, { names, without }: WireOptions): WireShape {
  const fieldOf = new Map<string, string>();
  const shape: Record<string, z.core.$ZodType> = {};
  for (const [field, schema] of Object.entries(input.shape)) {
    if (without.includes(field)) continue;
    const name = names[field] ?? wireNameOf(field);
    fieldOf.set(name, field);
    shape[name] = schema;
  }
  return { request: z.strictObject(shape), fieldOf };
}

/** A parsed request under the names of the use case's input. */
export function fromWire(
  request: Readonly<Record<string, unknown>>,
  fieldOf: ReadonlyMap<string, string>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(request).map(([name, value]) => [fieldOf.get(name) ?? name, value]));
}

function wireNameOf(field: string): string {
  if (field === "idempotencyKey") return KEY_HEADER;
  return snakeCase(field.endsWith("Minor") ? field.slice(0, -"Minor".length) : field);
}

/** Whether the field is a list: in a query string it stands once for each of its values. */
export function isList(schema: z.core.$ZodType | undefined): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return isList(schema.unwrap());
  return schema instanceof z.ZodArray;
}

/** The same schema for a text of the query string: numbers and truth values are read from it. */
export function fromQuery(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return z.optional(fromQuery(schema.unwrap()));
  if (schema instanceof z.ZodNumber) return z.string().trim().min(1).transform(Number).pipe(schema);
  if (schema instanceof z.ZodBoolean) return z.stringbool({ truthy: ["true"], falsy: ["false"] });
  return schema;
}
