import { appRouter } from "@atlas/api/router";
import { queryOne } from "@atlas/db/query";
import { alerts } from "@atlas/db/schema/alerts";
import { deadLetters } from "@atlas/db/schema/messaging";
import { settleTrips } from "@atlas/services/settlement/settle-trips";
import type { Contract } from "@atlas/services/use-case";
import { TRPCClientError } from "@trpc/client";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway, type TestUser } from "./test-gateway.ts";

const proceduresSchema = z.record(z.string(), z.custom<{ _def: { meta?: { contract: Contract } } }>());
const audited = Object.entries(proceduresSchema.parse(appRouter._def.procedures)).flatMap(([path, { _def }]) => {
  const contract = _def.meta?.contract;
  return contract?.kind === "command" && contract.isAudited ? [path] : [];
});

const NOBODYS = "0199d3a0-6c1e-7000-8000-00000000dead";
const OVER_THE_LIMIT = "2000000";

let atlas: TestGateway;
let admin: TestUser;
let second: TestUser;
let rider: TestUser;
let driver: TestUser;
let riderAccount: string;
let clearing: string;
beforeAll(async () => {
  atlas = await startTestGateway();
  [admin, second, rider, driver] = await Promise.all([
    atlas.createUser("admin"),
    atlas.createUser("admin"),
    atlas.createUser("rider"),
    atlas.createUser("driver"),
  ]);
  riderAccount = (await rider.rpc.wallet.balance.query()).accountId;
  clearing = (await admin.rpc.wallet.accounts.query({ kind: "top_up_clearing", limit: 1 })).items[0]?.accountId ?? "";
  for (const { userId } of [rider, driver]) {
    await second.rpc.wallet.credit.mutate({ userId, amountMinor: 500_000, ...posting() });
  }
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

let keys = 0;
/** With a key of its own. */
function posting(): { idempotencyKey: string; reason: string } {
  keys += 1;
  return { idempotencyKey: `audited-${keys}`, reason: "a test" };
}

async function held(): Promise<string> {
  return (await second.rpc.wallet.hold.mutate({ userId: rider.userId, amountMinor: 1_000, ...posting() })).holdId;
}

async function moved(): Promise<string> {
  return (await second.rpc.wallet.credit.mutate({ userId: rider.userId, amountMinor: 1_000, ...posting() })).transferId;
}

async function pendingAdjustment(): Promise<string> {
  const asked = { accountId: riderAccount, amountMinor: OVER_THE_LIMIT, direction: "in" as const, ...posting() };
  return (await second.rpc.wallet.adjust.mutate(asked)).adjustmentId;
}

async function requestedPayout(): Promise<string> {
  return (await driver.rpc.driver.requestPayout.mutate({ amountMinor: 1_000, ...posting() })).payoutId;
}

const bank = { holderName: "Siti Rahma", bankName: "Bank Contoh", bankCode: "014", accountNumber: "0123456789" };

async function approvedPayout(): Promise<string> {
  await driver.rpc.driver.saveBankAccount.mutate(bank);
  const payoutId = await requestedPayout();
  await second.rpc.wallet.decidePayout.mutate({ payoutId, isApproved: true, reason: "a test" });
  return payoutId;
}

async function exportedBatch(): Promise<string> {
  await approvedPayout();
  const order = { cityId: atlas.cityId, format: "csv" as const, ...posting() };
  return (await second.rpc.payout.export.mutate(order)).batchId;
}

/** A cash trip of 10,000, settled. */
async function settledOrder(): Promise<string> {
  const orderId = await insertOrder("FINISHED");
  await settleTrips(atlas.gateway.services, [{ kind: "cash-commission", orderId }]);
  return orderId;
}

async function startedOrder(): Promise<string> {
  return await insertOrder("STARTED");
}

async function insertOrder(status: "STARTED" | "FINISHED"): Promise<string> {
  const { newId } = atlas.gateway.services;
  const [quoteId, orderId, city] = [newId(), newId(), atlas.cityId];
  const journey = sql`0, 0, 'a', 0, 0, 'b', 5000, 900, true, ''`;
  await atlas.db.execute(sql`
    INSERT INTO quotes (id, city_id, rider_id, vehicle_type, tariff_version, pickup_lat, pickup_lng, pickup_label,
      dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate, route_polyline, fare_minor, currency,
      surge_bps, expires_at)
    VALUES (${quoteId}, ${city}, ${rider.userId}, 'go-ride', 1, ${journey}, 10000, 'IDR', 10000, clock.now())`);
  await atlas.db.execute(sql`
    INSERT INTO orders (id, city_id, rider_id, driver_id, quote_id, status, vehicle_type, payment_method, pickup_lat,
      pickup_lng, pickup_label, dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate,
      route_polyline, fare_minor, final_fare_minor, currency, created_at, expires_at, ended_at,
      started_at)
    VALUES (${orderId}, ${city}, ${rider.userId}, ${driver.userId}, ${quoteId}, ${status}, 'go-ride', 'cash', ${journey},
      10000, 10000, 'IDR', clock.now(), clock.now(), ${status === "STARTED" ? null : sql`clock.now()`},
      clock.now() - interval '1 minute')`);
  return orderId;
}

async function deadLetter(): Promise<string> {
  const { newId, clock } = atlas.gateway.services;
  const id = newId();
  const letter = { id, queue: "offer-expiry", job: "offer-expiry", code: "INTERNAL", reason: "broken" };
  const payload = { cityId: atlas.cityId, offerId: newId() };
  await atlas.db.insert(deadLetters).values({ ...letter, payload, failedAt: clock() });
  return id;
}

async function openAlert(): Promise<string> {
  const { newId, clock } = atlas.gateway.services;
  const [id, at] = [newId(), clock()];
  const finding = { kind: "self-ride" as const, severity: "medium" as const, details: { shared: ["phone"] } };
  const alert = { id, cityId: atlas.cityId, ...finding, episodeKey: id, passedAt: at, raisedAt: at };
  await atlas.db.insert(alerts).values(alert);
  return id;
}

interface Act {
  /** What it is about, made by somebody else. */
  readonly subject: () => string | Promise<string>;
  readonly call: (subject: string) => Promise<unknown>;
}

const amountMinor = 1_000;
const isApproved = true;
const reason = "a test";

const FAR_AWAY = {
  name: "Far Away",
  currency: "IDR",
  timezone: "Asia/Jayapura",
  defaultLocale: "id",
  serviceArea: {
    type: "Polygon" as const,
    coordinates: [
      [
        [140.6, -2.7],
        [140.8, -2.7],
        [140.8, -2.5],
        [140.6, -2.7],
      ] satisfies [number, number][],
    ],
  },
  tariffs: [
    {
      vehicleType: "go-ride" as const,
      baseMinor: 1,
      perKmMinor: 1,
      perMinuteMinor: 0,
      minimumMinor: 1,
      roundingMinor: 1,
    },
  ],
  commissionBps: 0,
  taxBps: 0,
  cancelFeeMinor: 0,
  waitingPerMinuteMinor: 0,
  adjustmentLimitMinor: 0,
  reason,
};

/** One for each audited command. About what is nobody's, the same call is refused. */
const ACTS: Readonly<Record<string, Act>> = {
  "wallet.credit": {
    subject: () => rider.userId,
    call: (userId) => admin.rpc.wallet.credit.mutate({ userId, amountMinor, ...posting() }),
  },
  "wallet.debit": {
    subject: () => rider.userId,
    call: (userId) => admin.rpc.wallet.debit.mutate({ userId, amountMinor, ...posting() }),
  },
  "wallet.transferMoney": {
    subject: () => riderAccount,
    call: (debitAccountId) =>
      admin.rpc.wallet.transferMoney.mutate({
        debitAccountId,
        creditAccountId: clearing,
        amountMinor,
        ...posting(),
      }),
  },
  "wallet.transferLinked": {
    subject: () => riderAccount,
    call: (debitAccountId) => {
      const transfer = { debitAccountId, creditAccountId: clearing, amountMinor };
      return admin.rpc.wallet.transferLinked.mutate({ transfers: [transfer, transfer], ...posting() });
    },
  },
  "wallet.hold": {
    subject: () => rider.userId,
    call: (userId) => admin.rpc.wallet.hold.mutate({ userId, amountMinor, ...posting() }),
  },
  "wallet.capture": {
    subject: held,
    call: (holdId) => admin.rpc.wallet.capture.mutate({ holdId, creditAccountId: clearing, ...posting() }),
  },
  "wallet.void": { subject: held, call: (holdId) => admin.rpc.wallet.void.mutate({ holdId, ...posting() }) },
  "wallet.reverse": {
    subject: moved,
    call: (transferId) => admin.rpc.wallet.reverse.mutate({ transferId, ...posting() }),
  },
  "wallet.freeze": {
    subject: () => clearing,
    call: (accountId) => admin.rpc.wallet.freeze.mutate({ accountId, ...posting() }),
  },
  "wallet.unfreeze": {
    subject: () => clearing,
    call: (accountId) => admin.rpc.wallet.unfreeze.mutate({ accountId, ...posting() }),
  },
  "wallet.adjust": {
    subject: () => riderAccount,
    call: (accountId) => admin.rpc.wallet.adjust.mutate({ accountId, amountMinor, direction: "in", ...posting() }),
  },
  "wallet.decideAdjustment": {
    subject: pendingAdjustment,
    call: (adjustmentId) => admin.rpc.wallet.decideAdjustment.mutate({ adjustmentId, isApproved, reason }),
  },
  "wallet.decidePayout": {
    subject: requestedPayout,
    call: (payoutId) => admin.rpc.wallet.decidePayout.mutate({ payoutId, isApproved, reason }),
  },
  "order.cancelTrip": {
    subject: () => startedOrder(),
    call: (orderId) => admin.rpc.order.cancelTrip.mutate({ orderId, payer: "platform", amountMinor: 1_000, reason }),
  },
  "order.refund": {
    subject: settledOrder,
    call: (orderId) => admin.rpc.order.refund.mutate({ orderId, amountMinor: 1, bearer: "platform", ...posting() }),
  },
  "wallet.cashDeskTopUp": {
    subject: () => rider.userId,
    call: (userId) =>
      admin.rpc.wallet.cashDeskTopUp.mutate({ userId, amountMinor, idempotencyKey: posting().idempotencyKey }),
  },
  "payout.savePayerAccount": {
    subject: () => atlas.cityId,
    call: (cityId) => admin.rpc.payout.savePayerAccount.mutate({ ...bank, cityId, reason }),
  },
  "payout.export": {
    subject: async () => {
      await approvedPayout();
      return atlas.cityId;
    },
    call: (cityId) => admin.rpc.payout.export.mutate({ cityId, format: "csv", ...posting() }),
  },
  "payout.recallBatch": {
    subject: exportedBatch,
    call: (batchId) => admin.rpc.payout.recallBatch.mutate({ batchId, reason }),
  },
  "payout.markBatchSent": {
    subject: exportedBatch,
    call: (batchId) => admin.rpc.payout.markBatchSent.mutate({ batchId, reason }),
  },
  "payout.markSent": {
    subject: approvedPayout,
    call: (payoutId) => admin.rpc.payout.markSent.mutate({ payoutId, reason }),
  },
  "payout.returnSent": {
    subject: async () => {
      const payoutId = await approvedPayout();
      await second.rpc.payout.markSent.mutate({ payoutId, reason });
      return payoutId;
    },
    call: (payoutId) => admin.rpc.payout.returnSent.mutate({ payoutId, reason }),
  },
  "driver.saveBankAccount": {
    subject: () => driver.userId,
    call: (driverId) => admin.rpc.driver.saveBankAccount.mutate({ ...bank, bankCode: "008", driverId, reason }),
  },
  "driver.requestPayout": {
    subject: () => driver.userId,
    call: (driverId) => admin.rpc.driver.requestPayout.mutate({ driverId, amountMinor, ...posting() }),
  },
  "city.create": {
    subject: () => "far-away",
    call: (cityId) => admin.rpc.city.create.mutate({ ...FAR_AWAY, cityId }),
  },
  "city.changeSetting": {
    subject: () => atlas.cityId,
    call: (cityId) => admin.rpc.city.changeSetting.mutate({ cityId, key: "longStopS", value: 240, reason }),
  },
  "ops.resolveAlert": {
    subject: openAlert,
    call: (alertId) => admin.rpc.ops.resolveAlert.mutate({ alertId, note: "looked at" }),
  },
  "people.restrict": {
    subject: async () => (await atlas.createUser("rider")).userId,
    call: (userId) => admin.rpc.people.restrict.mutate({ userId, kind: "block", reason }),
  },
  "people.restore": {
    subject: async () => {
      const { userId } = await atlas.createUser("rider");
      await second.rpc.people.restrict.mutate({ userId, kind: "suspension", reason });
      return userId;
    },
    call: (userId) => admin.rpc.people.restore.mutate({ userId, reason }),
  },
  "ops.replayDeadLetter": {
    subject: deadLetter,
    call: (deadLetterId) => admin.rpc.ops.replayDeadLetter.mutate({ deadLetterId, reason }),
  },
};

const countsRow = z.object({ acts: z.int(), inItsTransaction: z.int() });

/** Rows of the admin in the audit log, and rows that were written in the transaction of the newest. */
async function countActs(): Promise<z.infer<typeof countsRow>> {
  const written = [
    "ledger.idempotency",
    "ledger.accounts",
    "ledger.holds",
    "ledger.adjustments",
    "ledger.payouts",
    "ledger.payout_batches",
    "ledger.bank_accounts",
    "dead_letters",
    "city_settings",
    "cities",
    "alerts",
    "restrictions",
  ];
  const rows = sql.raw(written.map((table) => `SELECT xmin FROM ${table}`).join(" UNION ALL "));
  return await queryOne(
    atlas.db,
    countsRow,
    sql`
      SELECT (SELECT count(*) FROM ledger.audit_log WHERE actor_id = ${admin.userId})::int AS acts,
        (SELECT count(*) FROM (${rows}) w WHERE w.xmin =
          (SELECT l.xmin FROM ledger.audit_log l ORDER BY l.id DESC LIMIT 1))::int AS "inItsTransaction"`,
  );
}

test("every audited command is tried here", () => {
  expect(Object.keys(ACTS).toSorted()).toEqual(audited.toSorted());
});

test.each(Object.entries(ACTS))("%s leaves one row in the audit log, in its own transaction", async (_, act) => {
  const subject = await act.subject();
  const before = await countActs();
  await act.call(subject);
  const after = await countActs();
  expect(after.acts).toBe(before.acts + 1);
  expect(after.inItsTransaction).toBeGreaterThan(0);
});

test.each(Object.entries(ACTS))("%s leaves none when it is refused", async (_, { call }) => {
  const before = await countActs();
  await expect(call(NOBODYS)).rejects.toThrow(TRPCClientError);
  expect((await countActs()).acts).toBe(before.acts);
});
