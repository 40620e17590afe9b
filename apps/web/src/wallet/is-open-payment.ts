import type { Payment } from "../views.ts";

/** Whether it can still be paid. */
export function isOpenPayment({ state, finding }: Pick<Payment, "state" | "finding">): boolean {
  return finding === null && (state === "created" || state === "pending");
}
