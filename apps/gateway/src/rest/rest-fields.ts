import { MAX_INSTANT_LENGTH } from "@atlas/core/fields";
import { parseAmountMinor } from "@atlas/core/money";
import { VEHICLE_TYPES } from "@atlas/core/vehicle";
import { z } from "@hono/zod-openapi";

const EPOCH_MS_FROM = 100_000_000_000;

export const idField = z.uuid().openapi({ example: "0199d3a0-6c1e-7000-8000-000000000001" });

export const latField = z.number().min(-90).max(90).openapi({ example: -6.1754 });
export const longField = z.number().min(-180).max(180).openapi({ example: 106.8272 });

export const vehicleTypeField = z.enum(VEHICLE_TYPES);

/** Minor units above zero: a whole number or a string of digits; parsed to bigint. */
export const amountField = z
  .union([z.number(), z.string().max(40)])
  .transform((value, context): bigint => {
    const amount = parseAmountMinor(value);
    if (amount.ok) return amount.value;
    context.addIssue({ code: "custom", message: amount.error.message });
    return z.NEVER;
  })
  .openapi({
    oneOf: [
      { type: "integer", minimum: 1 },
      { type: "string", pattern: "^[0-9]{1,16}$", maxLength: 16 },
    ],
    example: 50_000,
  });

/** An instant as ISO-8601, epoch milliseconds or epoch seconds; parsed to epoch milliseconds. */
export const timestampField = z
  .union([
    z.iso
      .datetime({ offset: true })
      .max(MAX_INSTANT_LENGTH)
      .transform((text) => Date.parse(text)),
    z.number().transform((epoch) => Math.round(epoch < EPOCH_MS_FROM ? epoch * 1_000 : epoch)),
  ])
  .openapi({
    oneOf: [{ type: "string", format: "date-time", maxLength: MAX_INSTANT_LENGTH }, { type: "integer" }],
    description: "ISO-8601, or the Unix epoch in milliseconds or seconds.",
    example: "2026-11-22T08:00:00Z",
  });

/** Money in a response: a number, or a string where a number could lose a digit. */
export const moneyField = z.union([z.int(), z.string()]).openapi({
  oneOf: [{ type: "integer" }, { type: "string" }],
  description: "Minor units; a string beyond 2^53 − 1.",
  example: 25_000,
});

/** Minor units as REST writes them. */
export function toMoney(minor: string): number | string {
  const value = Number(minor);
  return Number.isSafeInteger(value) ? value : minor;
}
