import { CURRENCIES, decimalAmount, isCurrency, type Currency } from "@atlas/core/money";

/** An amount in the unit that a provider counts in, of which `exponent` decimals make the currency's main one. */
export function scaledAmount(amountMinor: bigint, currency: Currency, exponent: number): number {
  const decimals = CURRENCIES[currency].exponent;
  if (exponent < decimals) throw new Error(`${currency} has ${decimals} decimals, and the provider ${exponent}`);
  return Number(amountMinor * 10n ** BigInt(exponent - decimals));
}

/** The other way round, in minor units of Atlas; zero for what these do not express, which is never what was asked for. */
export function minorOfScaled(amount: number, currency: string, exponent: number): bigint {
  if (!isCurrency(currency) || !Number.isSafeInteger(amount)) return 0n;
  const unit = 10n ** BigInt(exponent - CURRENCIES[currency].exponent);
  return BigInt(amount) % unit === 0n ? BigInt(amount) / unit : 0n;
}

/** An amount in the currency's main unit, such as 12.5. */
export function mainAmount(amountMinor: bigint, currency: Currency): number {
  return Number(decimalAmount(amountMinor, currency));
}

/** The other way round, of a number or of its text (`50000.00`); zero for what minor units do not express. */
export function minorOfMain(amount: number | string, currency: string): bigint {
  const [, whole, fraction = ""] = /^(\d{1,16})(?:\.(\d+))?$/.exec(String(amount)) ?? [];
  if (whole === undefined || !isCurrency(currency)) return 0n;
  const { exponent } = CURRENCIES[currency];
  if (/[^0]/.test(fraction.slice(exponent))) return 0n;
  return BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, "0"));
}
