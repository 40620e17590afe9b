import type { FareSplit } from "../fare.ts";
import { splitInProportion } from "../money.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";

export const REFUND_BEARERS = ["driver", "platform"] as const;
export type RefundBearer = (typeof REFUND_BEARERS)[number];

/** Nothing has been refunded of a trip yet. */
export const NOTHING_REFUNDED: FareSplit = { driverMinor: 0n, commissionMinor: 0n, taxMinor: 0n };

/** What of a settled fare was reversed by hand, transfer by transfer. */
export interface Reversed {
  readonly fareMinor: bigint;
  readonly commissionMinor: bigint;
  readonly taxMinor: bigint;
}

/** What can still be refunded of a fare of which transfers were reversed: a reversed fare counts as refunded. */
export function withoutReversed(settled: FareSplit, reversed: Reversed): FareSplit {
  const wholeMinor = settled.driverMinor + settled.commissionMinor + settled.taxMinor;
  const fareMinor = wholeMinor - reversed.fareMinor;
  const taxMinor = lesser(settled.taxMinor - reversed.taxMinor, fareMinor);
  const commissionMinor = lesser(settled.commissionMinor - reversed.commissionMinor, fareMinor - taxMinor);
  return { driverMinor: fareMinor - taxMinor - commissionMinor, commissionMinor, taxMinor };
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export interface RefundClaim {
  /** What the rider gets back. */
  readonly amountMinor: bigint;
  readonly bearer: RefundBearer;
  /** How the fare was settled. */
  readonly settled: FareSplit;
  /** The shares of earlier refunds together, whichever party bore them. */
  readonly refunded: FareSplit;
}

/** Who pays a refund; the parts sum to it exactly. */
export interface Refund {
  readonly driverMinor: bigint;
  /** Commission given back, and what the platform bears on top. */
  readonly commissionMinor: bigint;
  readonly platformMinor: bigint;
  readonly taxMinor: bigint;
  /** The shares of the fare that it refunds, to be added to those of earlier ones. */
  readonly shares: FareSplit;
}

/**
 * Splits a refund of a whole trip or a part of it in the proportion of what is left of the fare, so that refunds in any
 * steps end at exactly what was settled. Nobody keeps commission or tax of what the rider has not paid; the driver's share
 * is borne by the driver or by the platform.
 */
export function splitRefund(claim: RefundClaim): Result<Refund, Refusal<"INVALID_AMOUNT" | "REFUND_EXCEEDS_FARE">> {
  const { amountMinor, bearer, settled, refunded } = claim;
  if (amountMinor <= 0n)
    return err({ code: "INVALID_AMOUNT", message: "The amount must be a whole number above zero." });
  const left = {
    driver: settled.driverMinor - refunded.driverMinor,
    commission: settled.commissionMinor - refunded.commissionMinor,
    tax: settled.taxMinor - refunded.taxMinor,
  };
  if (amountMinor > left.driver + left.commission + left.tax) {
    return err({ code: "REFUND_EXCEEDS_FARE", message: "This is more than is left of the fare." });
  }
  const [driverMinor = 0n, commissionMinor = 0n, taxMinor = 0n] = splitInProportion(amountMinor, [
    left.driver,
    left.commission,
    left.tax,
  ]);
  const isByDriver = bearer === "driver";
  return ok({
    driverMinor: isByDriver ? driverMinor : 0n,
    commissionMinor,
    platformMinor: isByDriver ? 0n : driverMinor,
    taxMinor,
    shares: { driverMinor, commissionMinor, taxMinor },
  });
}
