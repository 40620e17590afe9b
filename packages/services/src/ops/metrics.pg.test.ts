import postgres, { type Sql } from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { currentOffer } from "../dispatch/offers/current-offer.ts";
import { declineOffer } from "../dispatch/offers/decline-offer.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { extendChain } from "../ledger/audit/extend-chain.ts";
import { readCityMetrics } from "./read-city-metrics.ts";
import { readLedgerMetrics, ledgerImbalances } from "./read-ledger-metrics.ts";
import { readMessageMetrics } from "../messaging/read-message-metrics.ts";
import { serverLatencies } from "./server-latency.ts";

let world: TestWorld;
/** The application itself may not write to the books. */
let asOwner: Sql;
beforeEach(async () => {
  world = await openTestWorld();
  asOwner = postgres(world.databaseUrl, { max: 1 });
});
afterEach(async () => {
  await asOwner.end();
  await world[Symbol.asyncDispose]();
});

test("a city's orders, moves, offers, matches and drivers are counted", async () => {
  const { ctx, cityId: city } = world;
  const far = await world.addDriver({ awayM: 300, autoAccept: true });
  const near = await world.addDriver({ awayM: 100 });
  await world.addDriver({ awayM: 4_000, vehicleType: "go-car" });
  await world.book(await world.addRider());
  await world.advance(2_000);
  await world.work();
  const offer = await currentOffer(ctx, near);
  if (!offer) throw new Error("no offer");
  await declineOffer(ctx, near, { offerId: offer.offerId });
  await world.ping(far, { lat: -6.1754, lng: 106.829 });
  await world.work();

  const metrics = await readCityMetrics(ctx);
  expect(metrics.openOrders).toEqual([
    { city, status: "CREATED", count: 0 },
    { city, status: "MATCHED", count: 1 },
    { city, status: "ARRIVED", count: 0 },
    { city, status: "STARTED", count: 0 },
  ]);
  expect(metrics.recentMoves).toHaveLength(2);
  expect(metrics.recentMoves).toEqual(
    expect.arrayContaining([
      { city, to: "CREATED", count: 1 },
      { city, to: "MATCHED", count: 1 },
    ]),
  );
  expect(metrics.recentOffers).toEqual(expect.arrayContaining([{ city, status: "DECLINED", count: 1 }]));
  expect(metrics.recentMatches.map(({ quantile }) => quantile)).toEqual(["0.5", "0.95", "0.99"]);
  for (const { seconds } of metrics.recentMatches) expect(seconds).toBeGreaterThanOrEqual(2);
  expect(metrics.drivers).toEqual([
    { city, state: "available", count: 2 },
    { city, state: "unavailable", count: 1 },
  ]);
});

test("the ledger's metrics: holds, the chain's lag, and balances that cancel out", async () => {
  const { ctx } = world;
  expect(await readLedgerMetrics(ctx)).toEqual({ openHolds: 0, overdueHolds: 0, chainLagS: 0 });
  await world.book(await world.addRider());
  const before = await readLedgerMetrics(ctx);
  expect(before).toMatchObject({ openHolds: 1, overdueHolds: 0 });
  expect(before.chainLagS).toBeGreaterThan(0);
  await extendChain(ctx, 0);
  expect((await readLedgerMetrics(ctx)).chainLagS).toBe(0);
  expect(await ledgerImbalances(ctx)).toEqual([{ currency: "IDR", sumMinor: 0n }]);
  await asOwner`UPDATE ledger.holds SET expires_at = now() - interval '1 second'`;
  expect(await readLedgerMetrics(ctx)).toMatchObject({ openHolds: 1, overdueHolds: 1 });
});

test("books that were tampered with do not cancel out", async () => {
  await world.addRider(5_000n);
  await asOwner`UPDATE ledger.accounts SET posted = posted + 7 WHERE kind = 'rider_wallet'`;
  expect(await ledgerImbalances(world.ctx)).toEqual([{ currency: "IDR", sumMinor: 7n }]);
});

test("messages that wait are counted, with the age of the oldest", async () => {
  const { ctx } = world;
  expect(await readMessageMetrics(ctx)).toEqual({ outboxPending: 0, outboxLagS: 0, deadLetters: 0 });
  await world.book(await world.addRider());
  const { outboxPending, outboxLagS } = await readMessageMetrics(ctx);
  expect(outboxPending).toBe(1);
  expect(outboxLagS).toBeGreaterThan(0);
});

test("both servers' latency is reported, also of one that is away", async () => {
  const { ctx } = world;
  expect((await serverLatencies(ctx)).map(({ server }) => server)).toEqual(["postgres", "redis"]);
  const away = ctx.redis.duplicate({ lazyConnect: true, enableOfflineQueue: false });
  away.on("error", () => {});
  expect(await serverLatencies({ ...ctx, redis: away })).toContainEqual({ server: "redis", seconds: 2 });
});
