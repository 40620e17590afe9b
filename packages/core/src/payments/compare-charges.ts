import type { PaymentState } from "./payment.ts";
import type { Charge } from "./payment-port.ts";

/** What can be different between what a provider has and what Atlas has. */
export const CHARGE_DIFFERENCES = [
  /** The provider has a charge that is none of ours. */
  "UNKNOWN_CHARGE",
  /** Two charges of the provider's are of one payment of ours. */
  "SECOND_CHARGE",
  /** We have a charge that the provider has not. */
  "MISSING_CHARGE",
  /** It is paid there, and not credited here. */
  "NOT_CREDITED",
  /** It is credited here, and not paid there. */
  "NOT_PAID",
  /** It was given back there, and is credited here. */
  "GIVEN_BACK",
  "AMOUNT",
  "CURRENCY",
  /** A payment is marked as credited, and the ledger has no transfer of its amount. */
  "NOT_IN_LEDGER",
  /** The ledger has a payment's transfer, and the payment is not credited, or there is none. */
  "ONLY_IN_LEDGER",
] as const;
export type ChargeDifferenceKind = (typeof CHARGE_DIFFERENCES)[number];

export interface BookedPayment {
  readonly paymentId: string;
  readonly reference: string | null;
  readonly state: PaymentState;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** What the ledger has taken out of clearing for it. */
  readonly postedMinor: bigint;
}

export interface ChargeDifference {
  readonly kind: ChargeDifferenceKind;
  readonly paymentId: string | null;
  readonly reference: string | null;
  /** What Atlas has and what the provider has, in words of states or in minor units. */
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** Every difference between payments with their postings and the provider's charges; none when both have the same. */
export function compareCharges(
  payments: readonly BookedPayment[],
  charges: readonly Charge[],
): readonly ChargeDifference[] {
  const ofReference = new Map(
    payments.flatMap((payment) => (payment.reference === null ? [] : [[payment.reference, payment]])),
  );
  const ofId = new Map(payments.map((payment) => [payment.paymentId, payment]));
  const seen = new Map<string, Charge>();
  const unknown: ChargeDifference[] = [];
  for (const charge of charges) {
    const payment = ofReference.get(charge.reference) ?? ofId.get(charge.paymentId ?? "");
    const { reference, state } = charge;
    const isSecond =
      payment !== undefined && (seen.has(payment.paymentId) || (payment.reference ?? reference) !== reference);
    if (payment === undefined)
      unknown.push({ kind: "UNKNOWN_CHARGE", paymentId: null, reference, ours: null, theirs: state });
    else if (isSecond) {
      unknown.push({
        kind: "SECOND_CHARGE",
        paymentId: payment.paymentId,
        reference,
        ours: payment.reference,
        theirs: state,
      });
    } else seen.set(payment.paymentId, charge);
  }
  return [...payments.flatMap((payment) => differencesOf(payment, seen.get(payment.paymentId))), ...unknown];
}

function differencesOf(payment: BookedPayment, charge: Charge | undefined): ChargeDifference[] {
  const { paymentId, reference, state, amountMinor, currency, postedMinor } = payment;
  const found: ChargeDifference[] = [];
  const note = (kind: ChargeDifferenceKind, ours: string | null, theirs: string | null): void => {
    found.push({ kind, paymentId, reference: reference ?? charge?.reference ?? null, ours, theirs });
  };
  const isCredited = state === "paid" || state === "refunded";
  if (isCredited && postedMinor !== amountMinor) note("NOT_IN_LEDGER", amountMinor.toString(), postedMinor.toString());
  if (!isCredited && postedMinor !== 0n) note("ONLY_IN_LEDGER", postedMinor.toString(), null);
  if (charge === undefined) {
    if (isCredited || (reference !== null && state !== "expired" && state !== "failed"))
      note("MISSING_CHARGE", state, null);
    return found;
  }
  if (charge.state === "paid" && !isCredited) note("NOT_CREDITED", state, "paid");
  if (charge.state === "refunded" && state === "paid") note("GIVEN_BACK", state, "refunded");
  if (isCredited && charge.state !== "paid" && charge.state !== "refunded") note("NOT_PAID", state, charge.state);
  if (charge.currency !== currency) note("CURRENCY", currency, charge.currency);
  if (charge.amountMinor !== amountMinor) note("AMOUNT", amountMinor.toString(), charge.amountMinor.toString());
  return found;
}
