import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expireHolds } from "../ledger/post/expire-holds.ts";
import { freezeAccount, unfreezeAccount } from "../ledger/post/freeze.ts";
import { ADMIN, type LedgerFixture, openLedgerFixture } from "../ledger/testing/ledger-fixture.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { confirmFare } from "../orders/confirm-fare.ts";
import { expireFareQuestion } from "../orders/expire-fare-question.ts";
import { settleTrips } from "./settle-trips.ts";

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture();
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

const STEPS = ["settle", "yes", "no", "wait", "expire", "expire-holds", "freeze", "unfreeze"] as const;
type Step = (typeof STEPS)[number];

/** What must become of one trip, in plain values. */
interface Trip {
  readonly fare: bigint;
  readonly unproven: bigint;
  readonly isSettled: boolean;
  readonly answer: "yes" | "no" | "silent" | null;
  readonly isOver: boolean;
  readonly isFrozen: boolean;
}

function next(trip: Trip, step: Step): Trip {
  const isOpen = trip.answer === null && !trip.isOver;
  switch (step) {
    case "settle":
      return { ...trip, isSettled: trip.isSettled || !trip.isFrozen };
    case "yes":
      return isOpen && !trip.isFrozen ? { ...trip, answer: "yes" } : trip;
    case "no":
      return isOpen ? { ...trip, answer: "no" } : trip;
    case "wait":
      return { ...trip, isOver: true };
    case "expire":
      return trip.isOver && trip.answer === null ? { ...trip, answer: "silent" } : trip;
    case "expire-holds":
      return trip;
    case "freeze":
      return { ...trip, isFrozen: true };
    case "unfreeze":
      return { ...trip, isFrozen: false };
  }
}

/** Rider's posted and held, driver's posted; of a purse of 100 000. The city takes 15 % and 1 %, each rounded down. */
function balances({ fare, unproven, isSettled, answer }: Trip): [string, string, string] {
  const proven = fare - unproven;
  const paid = (isSettled ? proven : 0n) + (answer === "yes" ? unproven : 0n);
  const held = (isSettled ? 0n : proven) + (answer === null ? unproven : 0n);
  const cut = (amount: bigint): bigint => (amount * 15n) / 100n + amount / 100n;
  const kept = (isSettled ? cut(proven) : 0n) + (answer === "yes" ? cut(fare) - cut(proven) : 0n);
  return [`${100_000n - paid}`, `${held}`, `${paid - kept}`];
}

test("settlement, confirmations, time and freezes in any order end in what the model says", async () => {
  const fares = fc
    .bigInt({ min: 2n, max: 50_000n })
    .chain((fare) => fc.record({ fare: fc.constant(fare), unproven: fc.bigInt({ min: 1n, max: fare - 1n }) }));
  let aheadMs = 0;
  await fc.assert(
    fc.asyncProperty(
      fares,
      fc.array(fc.constantFrom(...STEPS), { maxLength: 9 }),
      async ({ fare, unproven }, steps) => {
        const [rider, driver] = [await ledger.newRider(100_000n), await ledger.newDriver()];
        const people = { riderId: rider.userId, driverId: driver.userId };
        const orderId = await ledger.newTrip({ ...people, fareMinor: fare, unprovenMinor: unproven });
        const actor = { userId: rider.userId, role: "rider" } as const;
        const freeze = { accountId: driver.accountId, reason: "model" };
        const act: Record<Step, () => Promise<unknown>> = {
          settle: () => settleTrips(ledger.ctx, [{ kind: "capture", orderId }]),
          yes: () => confirmFare(ledger.ctx, actor, { orderId, hasArrived: true }),
          no: () => confirmFare(ledger.ctx, actor, { orderId, hasArrived: false }),
          wait: () => ledger.setAhead((aheadMs += 601_000)),
          expire: () => expireFareQuestion(ledger.ctx, { orderId }),
          "expire-holds": () => expireHolds(ledger.ctx),
          freeze: () => freezeAccount(ledger.ctx, ADMIN, freeze),
          unfreeze: () => unfreezeAccount(ledger.ctx, ADMIN, freeze),
        };
        let model: Trip = { fare, unproven, isSettled: false, answer: null, isOver: false, isFrozen: false };
        for (const step of steps) {
          await act[step]().catch((error: unknown) => {
            if (!(error instanceof Error && "code" in error)) throw error;
          });
          model = next(model, step);
          const [from, to] = [await ledger.balance(rider.accountId), await ledger.balance(driver.accountId)];
          expect([`${from.posted}`, `${from.held}`, `${to.posted}`]).toEqual(balances(model));
        }
      },
    ),
    { numRuns: 60 },
  );
});
