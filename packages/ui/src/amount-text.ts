import { CURRENCIES, isCurrency } from "@atlas/core/money";

const LARGEST_MINOR = 9_007_199_254_740_991n;
const MAX_DIGITS = 16;

/** Digits, in groups where they are separated at all, the last of three (India has groups of two before it): `1.5` is not fifteen. */
const WHOLE = /^\d+$|^\d{1,3}(?:[.,\s]\d{2,3})*[.,\s]\d{3}$/;

/**
 * What a person typed as minor units, a decimal string; null when it is no amount above zero. `200.000`, `200,000`, `200 000` and
 * `Rp 200.000` are the same number of rupiah; where a currency has cents, the last separator with as many digits is theirs.
 */
export function parseAmountText(text: string, currency: string): string | null {
  const { exponent, symbol } = isCurrency(currency) ? CURRENCIES[currency] : { exponent: 0, symbol: currency };
  const amount = withoutMark(withoutMark(text.trim(), symbol), currency);
  const cents = exponent === 0 ? null : new RegExp(`^(.*)[.,](\\d{1,${exponent}})$`).exec(amount);
  const whole = cents?.[1] ?? amount;
  if (!WHOLE.test(whole)) return null;
  const digits = whole.replaceAll(/[.,\s]/g, "") + (cents?.[2] ?? "").padEnd(exponent, "0");
  if (digits.length > MAX_DIGITS) return null;
  const minor = BigInt(digits);
  return minor > 0n && minor <= LARGEST_MINOR ? minor.toString() : null;
}

function withoutMark(text: string, mark: string): string {
  return text.toLowerCase().startsWith(mark.toLowerCase()) ? text.slice(mark.length).trim() : text;
}
