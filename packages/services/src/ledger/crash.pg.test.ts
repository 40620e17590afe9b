import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ADMIN,
  CLERK,
  type LedgerFixture,
  openLedgerFixture,
  TEST_CITY,
  TEST_CURRENCY,
} from "./testing/ledger-fixture.ts";
import { brokenPromises } from "./testing/oracle.ts";
import { decidePayout, requestPayout } from "../wallet/payouts.ts";

const TRIPS = 1_200;
const PAYOUTS = 6;
const BATCH = 100;
const CHILD = fileURLToPath(new URL("testing/crash-child.ts", import.meta.url));

type StopAt = "nowhere" | "before" | "inside" | "after";
/** Where the worker dies; a number kills it so many milliseconds into its work, wherever it is then. */
const DEATHS: readonly (StopAt | number)[] = [
  "inside",
  "nowhere",
  "after",
  "nowhere",
  "before",
  "nowhere",
  4,
  "nowhere",
];

interface Job {
  readonly name: string;
  readonly jobId: string;
  readonly payload: { readonly kind: string; readonly orderId?: string; readonly payoutId?: string };
}

let ledger: LedgerFixture;
let worker: Worker;
beforeAll(async () => {
  ledger = await openLedgerFixture(8);
  worker = new Worker(ledger.url);
});
afterAll(async () => {
  worker.kill();
  await ledger[Symbol.asyncDispose]();
});

/** The worker process, the next one kept ready, and the queue that outlives it. */
class Worker {
  readonly #url: string;
  #child: Child;
  #next: Child;
  readonly published: Job[] = [];
  deaths = 0;

  constructor(url: string) {
    this.#url = url;
    this.#child = this.#spawn();
    this.#next = this.#spawn();
  }

  #spawn(): Child {
    return new Child(this.#url, (jobs) => this.published.push(...jobs));
  }

  /** Hands out work; true when it was acknowledged, false when the worker died over it. */
  async attempt(work: object, death: StopAt | number): Promise<boolean> {
    const stopAt = typeof death === "number" ? "nowhere" : death;
    await this.#child.said("ready");
    this.#child.send({ work, stopAt });
    if (typeof death === "number") {
      const ended = await Promise.race([this.#child.said("done").then(() => true), delay(death, false)]);
      if (ended) return true;
    } else if (death === "nowhere") {
      await this.#child.said("done");
      return true;
    } else if ((await this.#child.said(death, "done")) === "done") {
      // There was nothing to do, so it never came to where it should die.
      return true;
    }
    await this.#child.kill();
    this.deaths += 1;
    this.#child = this.#next;
    this.#next = this.#spawn();
    return false;
  }

  kill(): void {
    void this.#child.kill();
    void this.#next.kill();
  }
}

class Child {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #heard: string[] = [];
  #wake: () => void = () => {};

  constructor(url: string, onPublished: (jobs: Job[]) => void) {
    this.#process = spawn(process.execPath, [CHILD], { env: { ...process.env, DATABASE_URL: url } });
    this.#process.stderr.on("data", (chunk: Buffer) => this.#heard.push(`failed: ${chunk.toString()}`) && this.#wake());
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      const said: { at?: string; published?: Job[] } = JSON.parse(line);
      if (said.published) onPublished(said.published);
      if (said.at !== undefined) this.#heard.push(said.at);
      this.#wake();
    });
  }

  send(order: object): void {
    this.#process.stdin.write(`${JSON.stringify(order)}\n`);
  }

  /** Waits until the child says one of these, and returns which. `ready` stays said. */
  async said(...anyOf: string[]): Promise<string> {
    for (;;) {
      const failure = this.#heard.find((line) => line.startsWith("failed"));
      if (failure !== undefined) throw new Error(failure);
      const index = this.#heard.findIndex((line) => anyOf.includes(line));
      const heard = this.#heard[index];
      if (heard !== undefined) {
        if (heard !== "ready") this.#heard.splice(index, 1);
        return heard;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await exited;
  }
}

/** Trips that are FINISHED with their hold, each with the outbox row that its transaction left. */
/** As a version before promised it with every approval. */
async function promisePayout(payoutId: string): Promise<void> {
  await ledger.owner`
    INSERT INTO outbox (id, city_id, job, payload, created_at, due_at)
    VALUES (uuidv7(), ${TEST_CITY}, 'wallet-transactions',
      jsonb_build_object('kind', 'payout', 'cityId', ${TEST_CITY}::text, 'payoutId', ${payoutId}::text), now(), now())`;
}

async function finishTrips(count: number): Promise<void> {
  const riders = await Promise.all(Array.from({ length: 20 }, () => ledger.newRider(100_000_000n)));
  const drivers = await Promise.all(Array.from({ length: 20 }, () => ledger.newDriver()));
  await ledger.owner`
    WITH trip AS MATERIALIZED (
      SELECT uuidv7() AS id, uuidv7() AS quote_id,
        (${riders.map(({ userId }) => userId)}::uuid[])[1 + n % 20] AS rider_id,
        (${drivers.map(({ userId }) => userId)}::uuid[])[1 + (n / 20) % 20] AS driver_id
      FROM generate_series(1, ${count}::integer) AS n),
    quoted AS (
      INSERT INTO quotes (id, city_id, rider_id, vehicle_type, tariff_version, pickup_lat, pickup_lng, pickup_label,
        dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate, route_polyline, fare_minor,
        currency, surge_bps, expires_at)
      SELECT quote_id, ${TEST_CITY}, rider_id, 'go-ride', 1, 0, 0, 'a', 0, 0, 'b', 5000, 900, true, '', 25000,
        ${TEST_CURRENCY}, 10000, now() + interval '1 hour' FROM trip),
    ordered AS (
      INSERT INTO orders (id, city_id, rider_id, driver_id, quote_id, status, vehicle_type, payment_method, pickup_lat,
        pickup_lng, pickup_label, dropoff_lat, dropoff_lng, dropoff_label, distance_m, duration_s, is_estimate,
        route_polyline, fare_minor, final_fare_minor, currency, created_at, expires_at, ended_at)
      SELECT id, ${TEST_CITY}, rider_id, driver_id, quote_id, 'FINISHED', 'go-ride', 'wallet', 0, 0, 'a', 0, 0, 'b',
        5000, 900, true, '', 25000, 25000, ${TEST_CURRENCY}, now(), now(), now() FROM trip RETURNING id)
    INSERT INTO outbox (id, city_id, job, payload, created_at, due_at)
    SELECT uuidv7(), ${TEST_CITY}, 'wallet-transactions',
      jsonb_build_object('kind', 'capture', 'cityId', ${TEST_CITY}::text, 'orderId', id), now(), now() FROM ordered`;
  await ledger.owner`
    SELECT ledger.place_trip_hold(uuidv7(), id, rider_id, city_id, currency, fare_minor, now() + interval '1 day')
    FROM orders WHERE status = 'FINISHED'`;
}

test(`killed anywhere, over ${TRIPS} trips and ${PAYOUTS} payouts, the ledger loses nothing and does nothing twice`, async () => {
  await finishTrips(TRIPS);
  for (let n = 0; n < PAYOUTS; n += 1) {
    const driver = await ledger.newDriver(50_000n);
    const request = { driverId: driver.userId, amountMinor: 20_000n, idempotencyKey: "payout" };
    const { payoutId } = await requestPayout(ledger.ctx, CLERK, request);
    await decidePayout(ledger.ctx, ADMIN, { payoutId, isApproved: true, reason: "ok" });
    await promisePayout(payoutId);
  }

  // The relay, killed before it claims, between publishing and marking, and after it marked.
  for (let round = 0; ; round += 1) {
    await worker.attempt({ kind: "relay", limit: 300 }, DEATHS[round % DEATHS.length] ?? "nowhere");
    const [left] = await ledger.owner<{ count: bigint }[]>`
        SELECT count(*) AS count FROM outbox WHERE published_at IS NULL`;
    if (left?.count === 0n) break;
  }
  const jobIds = new Set(worker.published.map(({ jobId }) => jobId));
  expect(jobIds.size).toBe(TRIPS + PAYOUTS);
  // The deaths did make it publish some twice: without that this test would prove nothing.
  expect(worker.published.length).toBeGreaterThan(jobIds.size);

  // The consumer gets everything that was published, twice where it was, and again whatever it did not acknowledge.
  const orders = worker.published.flatMap(({ payload }) => (payload.kind === "capture" ? [payload.orderId ?? ""] : []));
  const queue: object[] = [];
  while (orders.length > 0) queue.push({ kind: "settle", orderIds: [...new Set(orders.splice(0, BATCH))] });
  for (const { payload } of worker.published) {
    if (payload.kind === "payout") queue.push({ kind: "payout", payoutId: payload.payoutId });
  }
  for (let round = 0; queue.length > 0; round += 1) {
    const [work] = queue;
    if (work && (await worker.attempt(work, DEATHS[round % DEATHS.length] ?? "nowhere"))) queue.shift();
  }
  expect(worker.deaths).toBeGreaterThan(10);
  expect(await brokenPromises(ledger.owner, { isIdle: true })).toEqual([]);
  const [settled] = await ledger.owner<{ trips: bigint; payouts: bigint }[]>`
      SELECT (SELECT count(*) FROM ledger.settlements) AS trips,
        (SELECT count(*) FROM ledger.transfers WHERE kind = 'payout') AS payouts`;
  expect(settled).toEqual({ trips: BigInt(TRIPS), payouts: BigInt(PAYOUTS) });
}, 240_000);
