import type { Refusal } from "./refusal.ts";
import { err, ok, type Result } from "./result.ts";

/** Decimal places in daily use (IDR has sen on paper only), and the sign that people write. */
export const CURRENCIES = {
  IDR: { exponent: 0, symbol: "Rp" },
  USD: { exponent: 2, symbol: "US$" },
  EUR: { exponent: 2, symbol: "€" },
  SGD: { exponent: 2, symbol: "S$" },
  MYR: { exponent: 2, symbol: "RM" },
  THB: { exponent: 2, symbol: "฿" },
  PHP: { exponent: 2, symbol: "₱" },
  VND: { exponent: 0, symbol: "₫" },
  INR: { exponent: 2, symbol: "₹" },
  KES: { exponent: 2, symbol: "KSh" },
} as const;
export type Currency = keyof typeof CURRENCIES;

export type MoneyLocale = "en" | "id";

/** The largest amount that survives a JSON number: 2^53 − 1. */
export const MAX_AMOUNT_MINOR = 9_007_199_254_740_991n;

const BASIS_POINTS = 10_000n;
const SEPARATORS: { readonly [L in MoneyLocale]: { readonly group: string; readonly decimal: string } } = {
  en: { group: ",", decimal: "." },
  id: { group: ".", decimal: "," },
};

/** Whether a value from outside is a currency that Atlas knows. */
export function isCurrency(value: unknown): value is Currency {
  return typeof value === "string" && Object.hasOwn(CURRENCIES, value);
}

/**
 * An amount from outside as minor units, 1 … 2^53 − 1: a JSON integer, a decimal string of digits, or a bigint.
 * Refuses zero, negatives, fractions, exponents, NaN, signs, spaces and anything larger.
 */
export function parseAmountMinor(value: unknown): Result<bigint, Refusal<"INVALID_AMOUNT">> {
  const amountMinor = readWholeNumber(value);
  if (amountMinor === null || amountMinor <= 0n || amountMinor > MAX_AMOUNT_MINOR) {
    return err({ code: "INVALID_AMOUNT", message: "The amount must be a whole number above zero." });
  }
  return ok(amountMinor);
}

function readWholeNumber(value: unknown): bigint | null {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : null;
  return typeof value === "string" && /^[0-9]{1,16}$/.test(value) ? BigInt(value) : null;
}

/** The multiple of `stepMinor` nearest to a non-negative amount, halves up. */
export function roundTo(amountMinor: bigint, stepMinor: bigint): bigint {
  return divideHalfUp(amountMinor, stepMinor) * stepMinor;
}

/** `numerator / denominator` rounded to the nearest whole number, halves up; for a non-negative numerator. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (numerator < 0n || denominator <= 0n) throw new RangeError("divideHalfUp needs numerator ≥ 0 and denominator > 0");
  return (numerator * 2n + denominator) / (denominator * 2n);
}

/** `basisPoints` (1/100 %) of an amount, rounded down, so that the payee of the rest never loses. */
export function shareOf(amountMinor: bigint, basisPoints: number): bigint {
  return (amountMinor * wholeBasisPoints(basisPoints)) / BASIS_POINTS;
}

/**
 * Splits a non-negative amount by basis points that sum to 10 000; the parts sum to the amount exactly.
 * Units lost to rounding go to the largest remainders, the earlier part first.
 */
export function splitByBasisPoints(amountMinor: bigint, basisPoints: readonly number[]): readonly bigint[] {
  const weights = basisPoints.map(wholeBasisPoints);
  if (weights.reduce((sum, weight) => sum + weight, 0n) !== BASIS_POINTS) {
    throw new RangeError("basis points of a split must sum to 10 000");
  }
  return splitInProportion(amountMinor, weights);
}

/**
 * Splits a non-negative amount in proportion to weights ≥ 0 of which one is positive; the parts sum to the amount exactly, and
 * none exceeds its weight when the amount does not exceed their sum. Rounding as in `splitByBasisPoints`.
 */
export function splitInProportion(amountMinor: bigint, weights: readonly bigint[]): readonly bigint[] {
  if (amountMinor < 0n) throw new RangeError("only a non-negative amount can be split");
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole <= 0n || weights.some((weight) => weight < 0n))
    throw new RangeError("weights are ≥ 0, and one is positive");
  const parts = weights.map((weight, index) => ({
    index,
    minor: (amountMinor * weight) / whole,
    remainder: (amountMinor * weight) % whole,
  }));
  let left = amountMinor - parts.reduce((sum, part) => sum + part.minor, 0n);
  const byRemainder = parts.toSorted((a, b) => compare(b.remainder, a.remainder) || a.index - b.index);
  for (const part of byRemainder) {
    if (left === 0n) break;
    part.minor += 1n;
    left -= 1n;
  }
  return parts.map((part) => part.minor);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function wholeBasisPoints(basisPoints: number): bigint {
  if (!Number.isSafeInteger(basisPoints) || basisPoints < 0) throw new RangeError("basis points are whole and ≥ 0");
  return BigInt(basisPoints);
}

/** An amount as people read it: `Rp 25,000` (en), `Rp 25.000` (id); negatives as `-Rp 25,000`. */
export function formatMoney(amountMinor: bigint, currency: Currency, locale: MoneyLocale = "en"): string {
  const { exponent, symbol } = CURRENCIES[currency];
  const { group, decimal } = SEPARATORS[locale];
  const digits = (amountMinor < 0n ? -amountMinor : amountMinor).toString().padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent).replaceAll(/\B(?=(?:\d{3})+$)/g, group);
  const fraction = exponent === 0 ? "" : decimal + digits.slice(-exponent);
  return `${amountMinor < 0n ? "-" : ""}${symbol} ${whole}${fraction}`;
}

/** An amount ≥ 0 as machines read it, with the currency's decimals and a point: `25000`, `12.50`. */
export function decimalAmount(amountMinor: bigint, currency: Currency): string {
  if (amountMinor < 0n) throw new RangeError("only amounts ≥ 0 are written so");
  const { exponent } = CURRENCIES[currency];
  const digits = amountMinor.toString().padStart(exponent + 1, "0");
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}
