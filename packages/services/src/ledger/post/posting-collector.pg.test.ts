import { afterAll, beforeAll, expect, test } from "vitest";
import { creditWallet } from "./credit.ts";
import { debitWallet } from "./debit.ts";
import { freezeAccount } from "./freeze.ts";
import { ADMIN, CLERK, type LedgerFixture, openLedgerFixture } from "../testing/ledger-fixture.ts";
import { brokenPromises } from "../testing/oracle.ts";

let ledger: LedgerFixture;
beforeAll(async () => {
  ledger = await openLedgerFixture(4);
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const newKey = (): string => `p-${(keys += 1)}`;

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => "OK",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
}

/** How many transactions wrote the keys of these postings. */
async function commitsOf(keysLike: string): Promise<number> {
  const [row] = await ledger.owner<{ commits: number }[]>`
    SELECT count(DISTINCT xmin::text)::int AS commits FROM ledger.idempotency WHERE key LIKE ${keysLike}`;
  return row?.commits ?? 0;
}

test("postings of one moment share a commit, and every one has its own outcome", async () => {
  const [rich, poor, frozen] = [await ledger.newRider(1_000n), await ledger.newRider(), await ledger.newRider(500n)];
  await freezeAccount(ledger.ctx, ADMIN, { accountId: frozen.accountId, reason: "checked" });
  const [first, repeated] = [newKey(), newKey()];
  const credit = (userId: string, amountMinor: bigint, idempotencyKey: string) =>
    creditWallet(ledger.ctx, CLERK, { userId, amountMinor, idempotencyKey });
  const attempts = [
    credit(rich.userId, 10n, first),
    debitWallet(ledger.ctx, CLERK, { userId: poor.userId, amountMinor: 1n, idempotencyKey: newKey() }),
    credit(frozen.userId, 10n, newKey()),
    credit("00000000-0000-7000-8000-0000000000ff", 10n, newKey()),
    credit(rich.userId, 20n, repeated),
    credit(rich.userId, 20n, repeated),
    credit(rich.userId, 21n, repeated),
    credit(poor.userId, 7n, newKey()),
  ];
  const results = await Promise.allSettled(attempts);
  expect(await Promise.all(attempts.map(codeOf))).toEqual([
    "OK",
    "INSUFFICIENT_FUNDS",
    "ACCOUNT_FROZEN",
    "ACCOUNT_NOT_FOUND",
    "OK",
    "OK",
    "IDEMPOTENCY_KEY_REUSED",
    "OK",
  ]);
  expect(results[5]).toEqual(results[4]);
  expect(await commitsOf("operator:%:p-%")).toBe(1);
  expect(await ledger.balance(rich.accountId)).toEqual({ posted: 1_030n, held: 0n });
  expect(await ledger.balance(poor.accountId)).toEqual({ posted: 7n, held: 0n });
  expect(await ledger.balance(frozen.accountId)).toEqual({ posted: 500n, held: 0n });
});

test("a posting that the database cannot take fails alone", async () => {
  const [rider, other] = [await ledger.newRider(2n ** 62n), await ledger.newRider()];
  const attempts = [
    creditWallet(ledger.ctx, CLERK, { userId: other.userId, amountMinor: 5n, idempotencyKey: newKey() }),
    creditWallet(ledger.ctx, CLERK, { userId: rider.userId, amountMinor: 2n ** 62n, idempotencyKey: newKey() }),
    creditWallet(ledger.ctx, CLERK, { userId: other.userId, amountMinor: 6n, idempotencyKey: newKey() }),
  ];
  expect(await Promise.all(attempts.map(codeOf))).toEqual(["OK", "AMOUNT_OVERFLOW", "OK"]);
  expect(await ledger.balance(other.accountId)).toEqual({ posted: 11n, held: 0n });
  expect(await ledger.balance(rider.accountId)).toEqual({ posted: 2n ** 62n, held: 0n });
});

test("five hundred at once, on a few wallets and a few connections, all arrive", async () => {
  const riders = await Promise.all(Array.from({ length: 5 }, async () => await ledger.newRider()));
  await Promise.all(
    Array.from({ length: 500 }, async (_, n) => {
      const { userId } = riders[n % riders.length] ?? { userId: "" };
      await creditWallet(ledger.ctx, CLERK, { userId, amountMinor: 3n, idempotencyKey: newKey() });
    }),
  );
  for (const { accountId } of riders) expect(await ledger.balance(accountId)).toEqual({ posted: 300n, held: 0n });
});
