import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FareSplit, splitFare } from "../fare.ts";
import { DEFAULT_CITY_SETTINGS } from "../settings/city-settings.ts";
import { type Balance, maxPayoutMinor, mayPayOut, mayTakeCash, splitDue, splitIncoming } from "./balance.ts";
import { NOTHING_REFUNDED, REFUND_BEARERS, splitRefund, withoutReversed } from "./refund.ts";

const amount = fc.bigInt(0n, 10n ** 12n);

function balance(availableMinor: bigint, debtMinor = 0n): Balance {
  return { availableMinor, debtMinor };
}

describe("a driver's balance", () => {
  test("cash trips need what the city asks for, credit less debt", () => {
    const allowed = (limit: bigint, balances: Balance[]): boolean[] =>
      balances.map((one) => mayTakeCash(one, { ...DEFAULT_CITY_SETTINGS, cashMinBalanceMinor: limit }));
    expect(allowed(0n, [balance(0n), balance(0n, 1n), balance(5n, 5n), balance(5n, 6n)])).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(allowed(10_000n, [balance(10_000n), balance(9_999n)])).toEqual([true, false]);
    expect(allowed(-20_000n, [balance(0n, 20_000n), balance(0n, 20_001n)])).toEqual([true, false]);
  });

  test.each([
    ["everything that is there", balance(50_000n), { amountMinor: 50_000n, leave: 0n }, null],
    ["more than is there", balance(50_000n), { amountMinor: 50_001n, leave: 0n }, "INSUFFICIENT_FUNDS"],
    ["more than may leave", balance(50_000n), { amountMinor: 40_001n, leave: 10_000n }, "INSUFFICIENT_FUNDS"],
    [
      "anything when less than that is there",
      balance(5_000n),
      { amountMinor: 1n, leave: 10_000n },
      "INSUFFICIENT_FUNDS",
    ],
    ["as much as may leave", balance(50_000n), { amountMinor: 40_000n, leave: 10_000n }, null],
    [
      "anything while more is owed than there is",
      balance(5_000n, 10_000n),
      { amountMinor: 1n, leave: 0n },
      "DEBT_OUTSTANDING",
    ],
    ["what is left beside a debt", balance(15_000n, 10_000n), { amountMinor: 5_000n, leave: 0n }, null],
    [
      "what would leave the debt uncovered",
      balance(15_000n, 10_000n),
      { amountMinor: 5_001n, leave: 0n },
      "INSUFFICIENT_FUNDS",
    ],
    [
      "credit that is not there, in a city that allows debt",
      balance(0n),
      { amountMinor: 1n, leave: -50_000n },
      "INSUFFICIENT_FUNDS",
    ],
    [
      "credit beside a debt that the city allows",
      balance(5_000n, 10_000n),
      { amountMinor: 5_000n, leave: -50_000n },
      null,
    ],
  ])("a payout of %s", (_, of, { amountMinor, leave }, code) => {
    const result = mayPayOut(of, amountMinor, { ...DEFAULT_CITY_SETTINGS, payoutMinBalanceMinor: leave });
    expect(result.ok ? null : result.error.code).toBe(code);
  });

  test("the most that may be paid out is allowed, and one more is not", () => {
    fc.assert(
      fc.property(amount, amount, fc.bigInt(-(10n ** 12n), 10n ** 12n), (available, debt, leave) => {
        const settings = { ...DEFAULT_CITY_SETTINGS, payoutMinBalanceMinor: leave };
        const most = maxPayoutMinor(balance(available, debt), settings);
        if (most > 0n) expect(mayPayOut(balance(available, debt), most, settings).ok).toBe(true);
        expect(mayPayOut(balance(available, debt), most + 1n, settings).ok).toBe(false);
      }),
    );
  });

  test("what comes in pays the debt first, what is due comes from credit first, and nothing is lost", () => {
    expect(splitIncoming(10_000n, balance(0n, 4_000n))).toEqual({ debtMinor: 4_000n, walletMinor: 6_000n });
    expect(splitDue(10_000n, balance(4_000n))).toEqual({ debtMinor: 6_000n, walletMinor: 4_000n });
    fc.assert(
      fc.property(amount, amount, (amountMinor, other) => {
        const incoming = splitIncoming(amountMinor, balance(0n, other));
        expect(incoming.debtMinor + incoming.walletMinor).toBe(amountMinor);
        expect(incoming.debtMinor).toBeLessThanOrEqual(other);
        if (incoming.debtMinor < other) expect(incoming.walletMinor).toBe(0n);
        const due = splitDue(amountMinor, balance(other));
        expect(due.debtMinor + due.walletMinor).toBe(amountMinor);
        expect(due.walletMinor).toBeLessThanOrEqual(other);
        if (due.walletMinor < other) expect(due.debtMinor).toBe(0n);
      }),
    );
  });

  test("a negative amount is a bug", () => {
    expect(() => splitIncoming(-1n, balance(0n))).toThrow(RangeError);
    expect(() => splitDue(1n, balance(-1n))).toThrow(RangeError);
  });

  test("cash trips without end: the commission that credit does not cover is owed, and a top-up pays it", () => {
    let state = balance(10_000n);
    const settings = { ...DEFAULT_CITY_SETTINGS, cashMinBalanceMinor: -20_000n };
    const trips: bigint[] = [];
    while (mayTakeCash(state, settings)) {
      const { walletMinor, debtMinor } = splitDue(17_010n, state);
      state = balance(state.availableMinor - walletMinor, state.debtMinor + debtMinor);
      trips.push(debtMinor);
    }
    expect(trips).toEqual([7_010n, 17_010n]);
    expect(mayPayOut(state, 1n, settings)).toMatchObject({ ok: false, error: { code: "DEBT_OUTSTANDING" } });
    expect(splitIncoming(30_000n, state)).toEqual({ debtMinor: 24_020n, walletMinor: 5_980n });
  });
});

describe("splitRefund", () => {
  const settled = splitFare(25_000n, { commissionBasisPoints: 1_500, taxBasisPoints: 100 });

  test("a whole trip is refunded as it was settled, whichever party bears it", () => {
    const claim = { amountMinor: 25_000n, settled, refunded: NOTHING_REFUNDED };
    expect(splitRefund({ ...claim, bearer: "driver" })).toMatchObject({
      ok: true,
      value: { driverMinor: 21_000n, commissionMinor: 3_750n, platformMinor: 0n, taxMinor: 250n, shares: settled },
    });
    expect(splitRefund({ ...claim, bearer: "platform" })).toMatchObject({
      ok: true,
      value: { driverMinor: 0n, commissionMinor: 3_750n, platformMinor: 21_000n, taxMinor: 250n, shares: settled },
    });
  });

  test.each([
    ["nothing", { fareMinor: 0n, commissionMinor: 0n, taxMinor: 0n }, [21_000n, 3_750n, 250n]],
    ["commission", { fareMinor: 0n, commissionMinor: 3_750n, taxMinor: 0n }, [24_750n, 0n, 250n]],
    ["the fare alone", { fareMinor: 25_000n, commissionMinor: 0n, taxMinor: 0n }, [0n, 0n, 0n]],
    ["all of it", { fareMinor: 25_000n, commissionMinor: 3_750n, taxMinor: 250n }, [0n, 0n, 0n]],
    ["most of the fare", { fareMinor: 24_000n, commissionMinor: 0n, taxMinor: 0n }, [0n, 750n, 250n]],
  ])("of a trip of which %s was reversed by hand, the rest may be refunded", (_, reversed, left) => {
    const rest = withoutReversed(settled, reversed);
    expect([rest.driverMinor, rest.commissionMinor, rest.taxMinor]).toEqual(left);
  });

  test("more than is left, nothing and less than nothing are refused", () => {
    const refunded = { driverMinor: 10_500n, commissionMinor: 1_875n, taxMinor: 125n };
    const codeOf = (amountMinor: bigint): string | null => {
      const result = splitRefund({ amountMinor, bearer: "driver", settled, refunded });
      return result.ok ? null : result.error.code;
    };
    expect([12_501n, 12_500n, 0n, -1n].map(codeOf)).toEqual([
      "REFUND_EXCEEDS_FARE",
      null,
      "INVALID_AMOUNT",
      "INVALID_AMOUNT",
    ]);
  });

  test("in any steps, by any bearers: parts sum to each refund, no share goes below zero, and the end is exact", () => {
    const fare = fc.record({
      fareMinor: fc.bigInt(1n, 10n ** 7n),
      commissionBasisPoints: fc.integer({ min: 0, max: 5_000 }),
      taxBasisPoints: fc.integer({ min: 0, max: 5_000 }),
    });
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.constantFrom(...REFUND_BEARERS)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fare, steps, ({ fareMinor, ...rates }, percents) => {
        const whole = splitFare(fareMinor, rates);
        let [refunded, leftMinor]: [FareSplit, bigint] = [NOTHING_REFUNDED, fareMinor];
        for (const [percent, bearer] of [...percents, [100, "driver"] as const]) {
          const amountMinor = (leftMinor * BigInt(percent) + 99n) / 100n;
          if (amountMinor === 0n) continue;
          const result = splitRefund({ amountMinor, bearer, settled: whole, refunded });
          if (!result.ok) throw new Error(result.error.message);
          const { driverMinor, commissionMinor, platformMinor, taxMinor, shares } = result.value;
          expect(driverMinor + commissionMinor + platformMinor + taxMinor).toBe(amountMinor);
          refunded = {
            driverMinor: refunded.driverMinor + shares.driverMinor,
            commissionMinor: refunded.commissionMinor + shares.commissionMinor,
            taxMinor: refunded.taxMinor + shares.taxMinor,
          };
          leftMinor -= amountMinor;
          for (const key of ["driverMinor", "commissionMinor", "taxMinor"] as const) {
            expect(shares[key]).toBeGreaterThanOrEqual(0n);
            expect(refunded[key]).toBeLessThanOrEqual(whole[key]);
          }
        }
        expect(refunded).toEqual(whole);
      }),
    );
  });
});
