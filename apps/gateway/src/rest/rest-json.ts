import { toMoney } from "./rest-fields.ts";

/**
 * A view as REST writes it: keys in snake_case, `amountMinor` as `amount` (a number, or a string where a number could
 * lose a digit).
 */
export function toRestJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toRestJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]): [string, unknown] => {
      if (!key.endsWith("Minor")) return [snakeCase(key), toRestJson(inner)];
      return [snakeCase(key.slice(0, -"Minor".length)), typeof inner === "string" ? toMoney(inner) : inner];
    }),
  );
}

/** `amountDue` as `amount_due`. */
export function snakeCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
