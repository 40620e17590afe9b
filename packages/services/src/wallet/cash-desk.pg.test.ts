import { DEFAULT_CITY_SETTINGS } from "@atlas/core/settings/city-settings";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listAuditLog } from "../ledger/audit/audit-log.ts";
import { reconcile } from "../ledger/audit/reconcile.ts";
import { freezeAccount } from "../ledger/post/freeze.ts";
import { ADMIN, type LedgerFixture, openLedgerFixture, SECOND_ADMIN } from "../ledger/testing/ledger-fixture.ts";
import { brokenPromises } from "../ledger/testing/oracle.ts";
import { settleTrips } from "../settlement/settle-trips.ts";
import { cashDeskTopUp, findCashDeskCustomers, getCashDeskReceipt } from "./cash-desk.ts";

const settings = { get: async () => ({ ...DEFAULT_CITY_SETTINGS, cashDeskMaxMinor: 500_000n }) };

let ledger: LedgerFixture;
let ctx: LedgerFixture["ctx"] & { readonly settings: typeof settings };
beforeAll(async () => {
  ledger = await openLedgerFixture(12);
  ctx = { ...ledger.ctx, settings };
});
afterAll(async () => {
  expect(await brokenPromises(ledger.owner)).toEqual([]);
  expect((await reconcile(ledger.ctx, ADMIN, {})).findings).toEqual([]);
  await ledger[Symbol.asyncDispose]();
});

let keys = 0;
const newKey = (): string => `desk-${(keys += 1)}`;
const refusal = (code: string): unknown => expect.objectContaining({ code });

test("cash goes into the wallet once, with a receipt that can be printed again", async () => {
  const { userId, accountId } = await ledger.newRider();
  const topUp = { userId, amountMinor: 150_000n, note: "counter 2", idempotencyKey: newKey() };
  ledger.notified.length = 0;
  const receipt = await cashDeskTopUp(ctx, ADMIN, topUp);
  expect(receipt).toMatchObject({
    number: expect.stringMatching(/^TESTVILLE-\d{4}-000001$/),
    userId,
    amountMinor: "150000",
    currency: "IDR",
    note: "counter 2",
    staffName: `admin ${ADMIN.userId.slice(-4)}`,
  });
  expect(ledger.notified).toEqual([userId]);
  expect(await cashDeskTopUp(ctx, ADMIN, topUp)).toEqual(receipt);
  expect(await getCashDeskReceipt(ctx, SECOND_ADMIN, { number: receipt.number })).toEqual(receipt);
  expect(await ledger.balance(accountId)).toEqual({ posted: 150_000n, held: 0n });
  const [desk] = await ledger.owner`
    SELECT sum(posted)::text AS sum, ledger.account_code(kind) AS code FROM ledger.accounts WHERE kind = 'cash_desk'
    GROUP BY kind`;
  expect(desk).toEqual({ sum: "-150000", code: "1060" });
  const otherwise = cashDeskTopUp(ctx, ADMIN, { ...topUp, amountMinor: 150_001n });
  await expect(otherwise).rejects.toEqual(refusal("IDEMPOTENCY_KEY_REUSED"));
  const { items } = await listAuditLog(ctx, ADMIN, { limit: 1 });
  expect(items).toMatchObject([{ subjectId: receipt.transferId, reason: "counter 2" }]);
  const tamper = ledger.owner`UPDATE ledger.cash_desk_receipts SET amount = 1 WHERE number = ${receipt.number}`;
  await expect(tamper).rejects.toThrow(/append-only/);
  await expect(getCashDeskReceipt(ctx, ADMIN, { number: "TESTVILLE-1999-000001" })).rejects.toEqual(
    refusal("NOT_FOUND"),
  );
});

test("numbers have no gaps, also when some are refused and many come at once; a new year begins at one", async () => {
  const [before] = await ledger.owner<{ last: number }[]>`SELECT last FROM ledger.cash_desk_counters`;
  const people = await Promise.all(Array.from({ length: 6 }, () => ledger.newDriver()));
  const [frozen] = people;
  const freeze = { accountId: frozen?.accountId ?? "", reason: "lost", idempotencyKey: newKey() };
  await freezeAccount(ledger.ctx, ADMIN, freeze);
  const attempts = people.flatMap(({ userId }) =>
    [1n, 2n].map((amountMinor) => cashDeskTopUp(ctx, ADMIN, { userId, amountMinor, idempotencyKey: newKey() })),
  );
  const results = await Promise.allSettled(attempts);
  const numbers = results.flatMap((result) => (result.status === "fulfilled" ? [result.value.number.slice(-6)] : []));
  const first = (before?.last ?? 0) + 1;
  expect(numbers.toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => String(first + n).padStart(6, "0")));
  await ledger.setAhead(366 * 86_400_000);
  const { userId } = await ledger.newRider();
  const next = await cashDeskTopUp(ctx, ADMIN, { userId, amountMinor: 1n, idempotencyKey: newKey() });
  expect(next.number).toMatch(/-000001$/);
  await ledger.setAhead(0);
});

test("what is owed is paid first", async () => {
  const [rider, driver] = [await ledger.newRider(), await ledger.newDriver()];
  const trip = { riderId: rider.userId, driverId: driver.userId, fareMinor: 25_000n, paymentMethod: "cash" } as const;
  await settleTrips(ledger.ctx, [{ kind: "cash-commission", orderId: await ledger.newTrip(trip) }]);
  await cashDeskTopUp(ctx, ADMIN, { userId: driver.userId, amountMinor: 10_000n, idempotencyKey: newKey() });
  expect(await ledger.balance(driver.accountId)).toEqual({ posted: 6_000n, held: 0n });
});

test("too much at once, nobody's wallet and one's own are refused", async () => {
  const { userId } = await ledger.newRider();
  const topUp = { userId, amountMinor: 500_000n, idempotencyKey: newKey() };
  await cashDeskTopUp(ctx, ADMIN, topUp);
  const more = cashDeskTopUp(ctx, ADMIN, { ...topUp, amountMinor: 500_001n, idempotencyKey: newKey() });
  await expect(more).rejects.toEqual(refusal("AMOUNT_ABOVE_LIMIT"));
  const nobody = cashDeskTopUp(ctx, ADMIN, { ...topUp, userId: ledger.ctx.newId(), idempotencyKey: newKey() });
  await expect(nobody).rejects.toEqual(refusal("ACCOUNT_NOT_FOUND"));
  const own = cashDeskTopUp(ctx, ADMIN, { ...topUp, userId: ADMIN.userId, idempotencyKey: newKey() });
  await expect(own).rejects.toEqual(refusal("SELF_APPROVAL"));
});

test("people are found by their whole number, address or id", async () => {
  const { userId } = await ledger.newRider();
  await ledger.owner`UPDATE users SET phone = '+62 812-555-0199' WHERE id = ${userId}`;
  const found = { userId, name: `rider ${userId.slice(-4)}`, role: "rider", phone: "+62 812-555-0199" };
  for (const query of ["+62 (812) 5550199", `${userId.toUpperCase()}@example.test`, userId]) {
    expect(await findCashDeskCustomers(ctx, ADMIN, { query })).toMatchObject([found]);
  }
  for (const query of ["62812", "@example.test", ADMIN.userId]) {
    expect(await findCashDeskCustomers(ctx, ADMIN, { query })).toEqual([]);
  }
});
