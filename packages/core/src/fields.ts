import { z } from "zod";
import { parseAmountMinor } from "./money.ts";
import { VEHICLE_TYPES } from "./vehicle.ts";

const MAX_RATE_MINOR = 1_000_000_000n;

/** A UUID of any of Atlas's rows. */
export const idSchema = z.uuid();

/** The caller's password, once more. What has to have it refuses when it is missing: pages of before send none. */
export const ownPasswordSchema = z.string().max(1_000).optional();

export const vehicleTypeSchema = z.enum(VEHICLE_TYPES);

/** A point, with a name when the client knows one. */
export const placeSchema = z.object({
  label: z.string().trim().max(200).optional(),
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
});

/** Minor units above zero: a whole number or a string of digits; parsed to bigint. */
export const amountSchema = z.union([z.number(), z.string().max(40)]).transform((value, context): bigint => {
  const amount = parseAmountMinor(value);
  if (amount.ok) return amount.value;
  context.addIssue({ code: "custom", message: amount.error.message });
  return z.NEVER;
});

/** Minor units of a tariff or a rule, from zero to a billion; parsed to bigint. */
export const rateSchema = z.union([z.number(), z.string().max(40)]).transform((value, context): bigint => {
  if (value === 0 || value === "0") return 0n;
  const amount = parseAmountMinor(value);
  if (amount.ok && amount.value <= MAX_RATE_MINOR) return amount.value;
  context.addIssue({ code: "custom", message: "Give a whole number from zero to a billion." });
  return z.NEVER;
});

/** What a client sends again when it is unsure whether the first attempt arrived. */
export const idempotencyKeySchema = z.string().trim().min(8).max(128);

export const reasonSchema = z.string().trim().min(1).max(500);

/** Of an instant with nanoseconds and an offset, and some. */
export const MAX_INSTANT_LENGTH = 40;

/** An instant of the years 1 to 9999, which Postgres can read, as ISO-8601; parsed to Date. */
export const instantSchema = z.iso
  .datetime({ offset: true })
  .max(MAX_INSTANT_LENGTH)
  .transform((text) => new Date(text))
  .refine((at) => at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9_999, "The year must be from 1 to 9999.");

/** A day of the calendar, `YYYY-MM-DD`, of this century. */
export const daySchema = z.iso.date().max(10).startsWith("20");

export const cityIdSchema = z.string().min(1).max(64);

/** One page of a list, newest first. `cursor` is the `nextCursor` of the page before. */
export const pageFields = {
  cursor: z.uuid().nullish(),
  /** 20 when left out. */
  limit: z.int().min(1).max(100).optional(),
};

/** West, south, east, north in degrees. */
export const boundsSchema = z.tuple([
  z.number().min(-180).max(180),
  z.number().min(-90).max(90),
  z.number().min(-180).max(180),
  z.number().min(-90).max(90),
]);

/** The key of an operator's posting: they choose their own, such as the `reference_id` of the original system. */
export const operatorKeySchema = z.string().trim().min(1).max(128);

/** An ISO 4217 currency. */
export const currencySchema = z.string().length(3);

/** One page of the ledger's books, newest first; 50 when no limit is given. */
export const bookPageFields = { cursor: z.uuid().nullish(), limit: z.int().min(1).max(200).optional() };

/** From one instant up to and without another. */
export const rangeFields = { from: instantSchema.optional(), to: instantSchema.optional() };

/** How long an operation in progress may take before it is a finding, in seconds. */
export const graceSchema = z.int().min(0).max(86_400).optional();

/** What a posting is called in the caller's own books. */
export const referenceSchema = z.string().trim().max(200);
