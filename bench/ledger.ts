import { SYSTEM } from "@atlas/core/actor";
import { creditWallet } from "@atlas/services/ledger/post/credit";
import { PostingCollector } from "@atlas/services/ledger/post/posting-collector";
import { settleTrips } from "@atlas/services/settlement/settle-trips";
import { transferBatch } from "@atlas/services/ledger/post/transfer-batch";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { v7 } from "uuid";
import { atLeast, type Measurement, quantile, info } from "./measurement.ts";
import { type LedgerFixture, openLedgerFixture } from "./ledger-fixture.ts";
import { openTpcB } from "./pgbench.ts";

const SLICE_S = 4;
/** Baseline and subject take turns, so that whatever else the machine does weighs on both. */
const ROUNDS = 3;
const WARM_UP_S = 1;
const WALLETS = 20_000;
const TRIPS = 60_000;
const CLIENTS = 16;
const BATCH = 500;
const SETTLEMENT_BATCH = 100;
const WRITERS = 2;

/**
 * The ledger against the raw limit of the same server in the same run: pgbench's TPC-B at its best client count, and a
 * bare one-row UPDATE. Default durability; every posting through the use cases that the product uses.
 */
export async function benchLedger(databaseUrl: string): Promise<Measurement[]> {
  await requireDurability(databaseUrl);
  await using tpcB = await openTpcB(databaseUrl, 3);
  await using fixture = await openLedgerFixture(databaseUrl, { wallets: WALLETS, connections: CLIENTS });
  const raw = async (): Promise<Slice> => ({ perSecond: await tpcB.sample(SLICE_S), latenciesMs: [] });
  const uniform = batchedTransfers(fixture, (ids) => [pick(ids), pick(ids)]);
  const hot = batchedTransfers(fixture, (ids) => [pick(ids), fixture.hotAccountId]);
  const trips = settledTrips(fixture, await fixture.finishTrips(TRIPS));
  const credits = singleCredits(fixture);
  await fixture.vacuum();

  const batched = await inTurn(uniform, raw);
  const hotAgainstUniform = await inTurn(hot, uniform);
  const settled = await inTurn(trips, raw);
  const single = await inTurn(credits, raw);
  const latency = await inTurn(credits, bareUpdates(fixture));
  const [creditP99Ms, updateP99Ms] = [quantile(latency.subjectMs, 0.99), quantile(latency.baselineMs, 0.99)];
  const p99Ratio = creditP99Ms / updateP99Ms;
  return [
    info(`ledger: TPC-B by ${tpcB.by}, ${tpcB.clients} clients`, single.baseline, "/s"),
    atLeast("ledger: batched transfers, uniform wallets", batched.subject, { baseline: batched.baseline, bar: 4 }),
    atLeast("ledger: batched transfers, one hot account, against uniform", hotAgainstUniform.subject, {
      baseline: hotAgainstUniform.baseline,
      bar: 0.9,
    }),
    atLeast("ledger: trips settled (hold, fare, commission, tax)", settled.subject, {
      baseline: settled.baseline,
      bar: 1.5,
    }),
    atLeast("ledger: single credits, one call each", single.subject, { baseline: single.baseline, bar: 1.2 }),
    {
      name: "ledger: p99 of a single credit, at most three times a bare one-row UPDATE's",
      value: creditP99Ms,
      unit: "ms",
      baseline: updateP99Ms,
      ratio: p99Ratio,
      bar: 3,
      holds: p99Ratio <= 3,
    },
  ];
}

/** A server that does not wait for its disk would flatter every measurement here. */
async function requireDurability(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  const [off] = await sql<{ name: string }[]>`
    SELECT name FROM pg_settings
    WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off'`;
  await sql.end();
  if (off) throw new Error(`the ledger is measured with default durability, and ${off.name} is off on this server`);
}

interface Slice {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}
type Measure = () => Promise<Slice>;

interface Turns {
  readonly subject: number;
  readonly baseline: number;
  readonly subjectMs: readonly number[];
  readonly baselineMs: readonly number[];
}

async function inTurn(subject: Measure, baseline: Measure): Promise<Turns> {
  const subjects: Slice[] = [];
  const baselines: Slice[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    baselines.push(await baseline());
    subjects.push(await subject());
  }
  const mean = (slices: readonly Slice[]): number =>
    slices.reduce((sum, { perSecond }) => sum + perSecond, 0) / slices.length;
  return {
    subject: mean(subjects),
    baseline: mean(baselines),
    subjectMs: subjects.flatMap(({ latenciesMs }) => latenciesMs),
    baselineMs: baselines.flatMap(({ latenciesMs }) => latenciesMs),
  };
}

type Sides = (walletIds: readonly string[]) => [debit: string, credit: string];

function batchedTransfers({ db, walletIds }: LedgerFixture, sidesOf: Sides): Measure {
  const ctx = { db, newId: () => v7() };
  return slices(WRITERS, async () => {
    const transfers = Array.from({ length: BATCH }, () => {
      const [debitAccountId, creditAccountId] = sidesOf(walletIds);
      return { idempotencyKey: v7(), debitAccountId, creditAccountId, amountMinor: 100n };
    }).filter(({ debitAccountId, creditAccountId }) => debitAccountId !== creditAccountId);
    const results = await transferBatch(ctx, SYSTEM, transfers);
    if (results.some(({ isPosted }) => !isPosted)) throw new Error("a transfer was refused");
    return results.length;
  });
}

function settledTrips({ db }: LedgerFixture, orderIds: string[]): Measure {
  const ctx = { db, events: silence() };
  return slices(WRITERS, async () => {
    const batch = orderIds.splice(0, SETTLEMENT_BATCH);
    if (batch.length === 0) return 0;
    const results = await settleTrips(
      ctx,
      batch.map((orderId) => ({ kind: "capture", orderId })),
    );
    if (results.some(({ outcome }) => outcome !== "settled")) throw new Error("a trip was not settled");
    return results.length;
  });
}

function singleCredits({ db, ownerIds }: LedgerFixture): Measure {
  const ctx = { db, postings: new PostingCollector(db), newId: () => v7(), clock: () => new Date(), events: silence() };
  return slices(CLIENTS, async () => {
    await creditWallet(ctx, SYSTEM, { userId: pick(ownerIds), amountMinor: 100n, idempotencyKey: v7() });
    return 1;
  });
}

function bareUpdates({ db, walletIds }: LedgerFixture): Measure {
  return slices(CLIENTS, async () => {
    await db.execute(sql`UPDATE bench_plain SET balance = balance + 100 WHERE id = ${pick(walletIds)}`);
    return 1;
  });
}

/** Runs `work` in a loop on each of so many clients for one slice of time; the warm-up does not count. */
function slices(clients: number, work: () => Promise<number>): Measure {
  return async () => {
    const countFrom = performance.now() + WARM_UP_S * 1_000;
    const until = countFrom + SLICE_S * 1_000;
    const latenciesMs: number[] = [];
    let done = 0;
    let endedAt = countFrom + 1;
    const loop = async (): Promise<void> => {
      for (let before = performance.now(); before < until;) {
        const count = await work();
        if (count === 0) return;
        const after = performance.now();
        if (before >= countFrom) {
          done += count;
          latenciesMs.push(after - before);
          endedAt = after;
        }
        before = after;
      }
    };
    await Promise.all(Array.from({ length: clients }, loop));
    return { perSecond: done / ((endedAt - countFrom) / 1_000), latenciesMs };
  };
}

function pick<T>(items: readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

function silence(): { publish(): void; wakeRelay(): void } {
  return { publish() {}, wakeRelay() {} };
}
