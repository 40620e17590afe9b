import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { type Arrival, earnsFees, waitedS } from "./arrival.ts";

/**
 * Whether a driver may end an order because its rider does not come: there is a proven arrival that stands, and the free
 * waiting is over.
 */
export function verifyNoShow(
  arrival: Arrival | null,
  nowMs: number,
  { freeWaitingS }: { readonly freeWaitingS: number },
): Result<true, Refusal<"NOT_AT_PICKUP" | "NO_SHOW_TOO_EARLY">> {
  if (!earnsFees(arrival)) {
    return err({ code: "NOT_AT_PICKUP", message: "Your position does not show that you have waited at the pickup." });
  }
  const leftS = Math.ceil(freeWaitingS - waitedS(arrival, nowMs));
  if (leftS > 0) return err({ code: "NO_SHOW_TOO_EARLY", message: `Wait ${leftS} s more: the rider may still come.` });
  return ok(true);
}
