import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { CitySettings } from "../settings/city-settings.ts";

/** What somebody has and owes: one balance, kept in two accounts. Amounts are minor units ≥ 0. */
export interface Balance {
  /** Of the wallet, without what is held. */
  readonly availableMinor: bigint;
  readonly debtMinor: bigint;
}

/** Credit less debt; negative for somebody who owes more than there is. */
export function netMinor({ availableMinor, debtMinor }: Balance): bigint {
  return availableMinor - debtMinor;
}

/** Whether a driver of this balance is offered cash trips, for which commission has to be paid. */
export function mayTakeCash(
  balance: Balance,
  { cashMinBalanceMinor }: Pick<CitySettings, "cashMinBalanceMinor">,
): boolean {
  return netMinor(balance) >= cashMinBalanceMinor;
}

/** Whether so much may be paid out: it is there, and leaves what the city wants to be left. */
export function mayPayOut(
  balance: Balance,
  amountMinor: bigint,
  { payoutMinBalanceMinor }: Pick<CitySettings, "payoutMinBalanceMinor">,
): Result<true, Refusal<"DEBT_OUTSTANDING" | "INSUFFICIENT_FUNDS">> {
  if (balance.debtMinor > 0n && netMinor(balance) < payoutMinBalanceMinor) {
    return err({
      code: "DEBT_OUTSTANDING",
      message: "There is a debt. It is paid first; then there are payouts again.",
    });
  }
  const isThere = amountMinor <= balance.availableMinor;
  if (!isThere || netMinor(balance) - amountMinor < payoutMinBalanceMinor) {
    return err({ code: "INSUFFICIENT_FUNDS", message: "There is not enough in the wallet for this payout." });
  }
  return ok(true);
}

/** The most that may be paid out: `mayPayOut` allows this, and nothing above it. 0 when nothing may. */
export function maxPayoutMinor(balance: Balance, settings: Pick<CitySettings, "payoutMinBalanceMinor">): bigint {
  const leavesMinor = netMinor(balance) - settings.payoutMinBalanceMinor;
  const mostMinor = leavesMinor < balance.availableMinor ? leavesMinor : balance.availableMinor;
  return mostMinor > 0n ? mostMinor : 0n;
}

/** Parts that sum to the whole exactly. */
export interface DebtSplit {
  readonly debtMinor: bigint;
  readonly walletMinor: bigint;
}

/** Money that comes in (an earning, a top-up): debt is paid first, the wallet gets the rest. */
export function splitIncoming(amountMinor: bigint, { debtMinor }: Pick<Balance, "debtMinor">): DebtSplit {
  return splitOff(amountMinor, debtMinor);
}

/** Money that is due (commission of a cash trip, a refund that the driver bears): from credit, the rest becomes debt. */
export function splitDue(amountMinor: bigint, { availableMinor }: Pick<Balance, "availableMinor">): DebtSplit {
  const { debtMinor: walletMinor, walletMinor: debtMinor } = splitOff(amountMinor, availableMinor);
  return { debtMinor, walletMinor };
}

function splitOff(amountMinor: bigint, firstMinor: bigint): DebtSplit {
  if (amountMinor < 0n || firstMinor < 0n) throw new RangeError("only amounts ≥ 0 can be split");
  const debtMinor = amountMinor < firstMinor ? amountMinor : firstMinor;
  return { debtMinor, walletMinor: amountMinor - debtMinor };
}
