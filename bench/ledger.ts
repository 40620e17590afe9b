import { SYSTEM } from "@atlas/core/actor";
import { creditWallet } from "@atlas/services/wallet/credit";
import { settleTrips } from "@atlas/services/wallet/settle-trips";
import { transferBatch } from "@atlas/services/wallet/transfer-batch";
import { v7 } from "uuid";
import { type LedgerFixture, openLedgerFixture } from "./ledger-fixture.ts";
import { bestTpcB } from "./pgbench.ts";

/** One measured figure, as every benchmark of Atlas reports it. */
export interface LedgerFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline: number;
  readonly ratio: number;
  readonly bar: number;
  readonly holds: boolean;
}

const SECONDS = 8;
const WALLETS = 20_000;
const CLIENTS = 16;
const BATCH = 500;
const SETTLEMENT_BATCH = 100;
const WRITERS = 2;
const WARM_UP = 0.25;

/**
 * The ledger against the raw limit of the same server in the same run: pgbench's TPC-B at its best client count, and a
 * bare one-row UPDATE. Default durability; every posting through the use cases that the product uses.
 */
export async function benchLedger(databaseUrl: string): Promise<LedgerFigure[]> {
  const tpcB = await bestTpcB(databaseUrl, SECONDS / 2);
  await using fixture = await openLedgerFixture(databaseUrl, { wallets: WALLETS, connections: CLIENTS });
  const figures: LedgerFigure[] = [];
  const atLeast = (name: string, value: number, baseline: number, bar: number): void => {
    const ratio = value / baseline;
    figures.push({ name, value, unit: "/s", baseline, ratio, bar, holds: ratio >= bar });
  };

  await fixture.vacuum();
  const uniform = await batchedTransfers(fixture, (ids) => [pick(ids), pick(ids)]);
  await fixture.vacuum();
  const hot = await batchedTransfers(fixture, (ids) => [pick(ids), fixture.hotAccountId]);
  await fixture.vacuum();
  const trips = await settledTrips(fixture);
  await fixture.vacuum();
  const credits = await singleCredits(fixture);
  const update = await bareUpdates(fixture);

  atLeast("ledger: batched transfers, uniform wallets", uniform, tpcB.tps, 4);
  atLeast("ledger: batched transfers, one hot account, against uniform", hot, uniform, 0.9);
  atLeast("ledger: trips settled (hold, fare, commission, tax)", trips, tpcB.tps, 1.5);
  atLeast("ledger: single credits, one call each", credits.perSecond, tpcB.tps, 1.2);
  const ratio = credits.p99Ms / update.p99Ms;
  const name = "ledger: p99 of a single credit against a bare one-row UPDATE";
  figures.push({ name, value: credits.p99Ms, unit: "ms", baseline: update.p99Ms, ratio, bar: 3, holds: ratio <= 3 });
  return figures;
}

type Sides = (walletIds: readonly string[]) => [debit: string, credit: string];

async function batchedTransfers({ db, walletIds }: LedgerFixture, sidesOf: Sides): Promise<number> {
  const ctx = { db, newId: () => v7() };
  const rate = await measure(WRITERS, async () => {
    const transfers = Array.from({ length: BATCH }, () => {
      const [debitAccountId, creditAccountId] = sidesOf(walletIds);
      return { idempotencyKey: v7(), debitAccountId, creditAccountId, amountMinor: 100n };
    }).filter(({ debitAccountId, creditAccountId }) => debitAccountId !== creditAccountId);
    const results = await transferBatch(ctx, SYSTEM, transfers);
    if (results.some(({ isPosted }) => !isPosted)) throw new Error("a transfer was refused");
    return results.length;
  });
  return rate.perSecond;
}

async function settledTrips(fixture: LedgerFixture): Promise<number> {
  const ctx = { db: fixture.db, events: silence() };
  const orderIds = await fixture.finishTrips(20_000 * SECONDS);
  await fixture.vacuum();
  const rate = await measure(WRITERS, async () => {
    const batch = orderIds.splice(0, SETTLEMENT_BATCH);
    if (batch.length === 0) return 0;
    const results = await settleTrips(
      ctx,
      batch.map((orderId) => ({ kind: "capture", orderId })),
    );
    if (results.some(({ outcome }) => outcome !== "settled")) throw new Error("a trip was not settled");
    return results.length;
  });
  return rate.perSecond;
}

async function singleCredits({ db, ownerIds }: LedgerFixture): Promise<Rate> {
  const ctx = { db, newId: () => v7(), events: silence() };
  return await measure(CLIENTS, async () => {
    await creditWallet(ctx, SYSTEM, { userId: pick(ownerIds), amountMinor: 100n, idempotencyKey: v7() });
    return 1;
  });
}

async function bareUpdates({ db, walletIds }: LedgerFixture): Promise<Rate> {
  return await measure(CLIENTS, async () => {
    await db.$client`UPDATE bench_plain SET balance = balance + 100 WHERE id = ${pick(walletIds)}`;
    return 1;
  });
}

interface Rate {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** Runs `work` in a loop on each of so many clients; what is done in the first part of the time does not count. */
async function measure(clients: number, work: () => Promise<number>): Promise<Rate> {
  const startedAt = performance.now();
  const countFrom = startedAt + SECONDS * 1_000 * WARM_UP;
  const until = countFrom + SECONDS * 1_000;
  const latencies: number[] = [];
  let done = 0;
  let endedAt = countFrom;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let before = performance.now(); before < until;) {
        const count = await work();
        if (count === 0) return;
        const after = performance.now();
        if (before >= countFrom) {
          done += count;
          latencies.push(after - before);
          endedAt = Math.max(endedAt, after);
        }
        before = after;
      }
    }),
  );
  latencies.sort((a, b) => a - b);
  return {
    perSecond: done / ((endedAt - countFrom) / 1_000),
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
  };
}

function pick<T>(items: readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

function silence(): {
  orderChanged(): void;
  offerChanged(): void;
  driverChanged(): void;
  walletChanged(): void;
  outboxWritten(): void;
} {
  const nothing = (): void => {};
  return {
    orderChanged: nothing,
    offerChanged: nothing,
    driverChanged: nothing,
    walletChanged: nothing,
    outboxWritten: nothing,
  };
}
