import { CURRENCIES, isCurrency } from "@atlas/core/money";

const LARGEST_MINOR = 9_007_199_254_740_991n;

/**
 * What a person typed as minor units, a decimal string; null when it is no amount above zero. `200.000`, `200,000` and
 * `200 000` are the same number of rupiah; where a currency has cents, the last separator with as many digits is theirs.
 */
export function parseAmountText(text: string, currency: string): string | null {
  const exponent = isCurrency(currency) ? CURRENCIES[currency].exponent : 0;
  const trimmed = text.trim();
  const cents = exponent === 0 ? null : new RegExp(`^(.*)[.,](\\d{1,${exponent}})$`).exec(trimmed);
  const whole = (cents?.[1] ?? trimmed).replaceAll(/[.,\s]/g, "");
  const digits = whole + (cents?.[2] ?? "").padEnd(exponent, "0");
  if (!/^\d{1,16}$/.test(digits)) return null;
  const minor = BigInt(digits);
  return minor > 0n && minor <= LARGEST_MINOR ? minor.toString() : null;
}
