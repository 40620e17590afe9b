import type { Actor } from "@atlas/core/actor";
import { destination } from "@atlas/core/geo";
import { isDependencyDown } from "@atlas/core/is-dependency-down";
import { orders } from "@atlas/db/schema/orders";
import { eq } from "drizzle-orm";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inTransaction } from "../messaging/in-transaction.ts";
import { sweepArrivals } from "../ops/sweep-arrivals.ts";
import { MONAS, openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { debitWallet } from "../ledger/post/debit.ts";
import { readPositions } from "../tracker/live-map/read-positions.ts";
import { removeStaleDrivers } from "../tracker/live-map/remove-stale-drivers.ts";
import { walletBalance } from "../wallet/balance.ts";
import { cancelOrder } from "./cancel-order.ts";
import { endAsNoShow } from "./end-as-no-show.ts";
import { lockOrder } from "./record/find-order.ts";
import { loseArrival } from "./record/lose-arrival.ts";
import { setOrderStatus } from "./set-order-status.ts";
import { updateOrderStatus } from "./update-order-status.ts";
import { getOrder } from "./views/get-order.ts";
import { orderReceipt } from "./views/order-receipt.ts";
import { orderTimeline } from "./views/order-timeline.ts";
import type { OrderView } from "./views/order-view.ts";

/** Where the drivers of this file come from, far enough apart not to disturb one another's searches. */
const FAR = destination(MONAS, 0, 14_000);
const MINUTE_S = 60;

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld({ city: { searchRadiiM: [2_000] } });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Scene {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
  readonly fareMinor: string;
  readonly step: (
    status: "ARRIVED" | "STARTED" | "FINISHED",
    more?: { note?: string; startPin?: string },
  ) => Promise<OrderView>;
  readonly seen: () => Promise<OrderView>;
}

async function matched(options: Parameters<TestWorld["book"]>[1] = {}): Promise<Scene> {
  const { ctx } = world;
  const rider = await world.addRider();
  const driver = await world.addDriver({ awayM: 1_500, autoAccept: true });
  const { orderId, fareMinor } = await world.book(rider, options);
  await world.work();
  return {
    rider,
    driver,
    orderId,
    fareMinor,
    step: (status, { note, startPin } = {}) =>
      updateOrderStatus(ctx, driver, {
        orderId,
        status,
        startPin,
        ...(note === undefined ? {} : { override: { note } }),
      }),
    seen: () => getOrder(ctx, rider, { orderId }),
  };
}

/** Waits at the pickup with a proven arrival. */
async function arrived(options: Parameters<TestWorld["book"]>[1] = {}): Promise<Scene> {
  const scene = await matched(options);
  await world.drive(scene.driver, destination(MONAS, 90, 100));
  await scene.step("ARRIVED");
  return scene;
}

/** Ends the running order, and takes the car away. */
async function leave({ driver, orderId }: Scene): Promise<void> {
  await cancelOrder(world.ctx, world.admin, { orderId });
  await world.drive(driver, FAR);
}

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return await attempt.then(
    () => "ok",
    (error: unknown) => (error instanceof Error && "code" in error ? String(error.code) : String(error)),
  );
}

test("ARRIVED and STARTED are refused from afar, with an old position and with an invented one, and taken at the pickup", async () => {
  const scene = await matched();
  const { driver, step } = scene;
  const refusals = async (): Promise<string[]> => [await codeOf(step("ARRIVED")), await codeOf(step("STARTED"))];
  await world.drive(driver, destination(MONAS, 90, 260));
  expect(await refusals()).toEqual(["NOT_AT_PICKUP", "NOT_AT_PICKUP"]);
  await world.drive(driver, MONAS);
  await world.advance(31_000);
  expect(await refusals()).toEqual(["POSITION_STALE", "POSITION_STALE"]);
  await world.drive(driver, MONAS, { isMock: true });
  expect(await refusals()).toEqual(["POSITION_MOCKED", "POSITION_MOCKED"]);
  // What the phone says of itself with the step is no evidence.
  const said = updateOrderStatus(world.ctx, driver, { orderId: scene.orderId, status: "ARRIVED", position: MONAS });
  expect(await codeOf(said)).toBe("POSITION_MOCKED");
  await world.drive(driver, destination(MONAS, 90, 240));
  expect(await step("ARRIVED")).toMatchObject({ status: "ARRIVED", arrival: { proof: "position", note: null } });
  expect(await step("STARTED")).toMatchObject({ status: "STARTED" });
  await leave(scene);
});

test("a driver who insists is believed and marked, before the rider and the operator, and earns neither waiting nor a fee", async () => {
  const waiting = await matched();
  const view = await waiting.step("ARRIVED", { note: "I am here: at the side gate" });
  const marked = { arrival: { proof: "override", note: "I am here: at the side gate" }, waiting: null };
  expect(view).toMatchObject(marked);
  expect(await waiting.seen()).toMatchObject(marked);
  await world.drive(waiting.driver, MONAS, { forS: 20 * MINUTE_S });
  await waiting.step("STARTED");
  await waiting.step("FINISHED");
  await world.work();
  const { lines } = await orderReceipt(world.ctx, waiting.rider, waiting);
  expect(lines.map(({ kind }) => kind)).not.toContain("waiting");
  const { evidence } = await orderTimeline(world.ctx, world.admin, waiting);
  expect(evidence.map(({ move, proof, note }) => ({ move, proof, note }))).toEqual([
    { move: "arrived", proof: "override", note: "I am here: at the side gate" },
    { move: "started", proof: "position", note: null },
    { move: "finished", proof: "none", note: null },
  ]);
  await world.drive(waiting.driver, FAR);

  const cancelled = await matched();
  await cancelled.step("ARRIVED", { note: "here" });
  await world.drive(cancelled.driver, MONAS, { forS: 10 * MINUTE_S });
  const ended = await cancelOrder(world.ctx, cancelled.rider, cancelled);
  expect(ended).toMatchObject({ status: "CANCELLED", cancelFeeMinor: null });
  await world.drive(cancelled.driver, FAR);
});

test("the right PIN starts a trip wherever the car is; after an overridden arrival it starts without, and is marked", async () => {
  const met = await matched({ startPin: true });
  await world.drive(met.driver, FAR);
  expect(await codeOf(met.step("STARTED", { startPin: "0000" }))).toBe("WRONG_START_PIN");
  expect(await met.step("STARTED", { startPin: "4711" })).toMatchObject({ status: "STARTED" });
  const proofs = async ({ orderId }: Scene): Promise<string[]> =>
    (await orderTimeline(world.ctx, world.admin, { orderId })).evidence.map(({ proof }) => proof);
  expect(await proofs(met)).toEqual(["pin"]);
  await leave(met);

  const unproven = await matched();
  await unproven.step("ARRIVED", { note: "here" });
  await unproven.step("STARTED");
  expect(await proofs(unproven)).toEqual(["override", "none"]);
  await leave(unproven);
});

test("the original's call takes every step as before, and marks what is not proven", async () => {
  const { ctx } = world;
  const scene = await matched();
  const { driver, orderId } = scene;
  expect(await setOrderStatus(ctx, driver, { orderId, status: "ARRIVED" })).toMatchObject({
    status: "ARRIVED",
    arrival: { proof: "override", note: null },
  });
  for (const status of ["STARTED", "FINISHED"] as const) await setOrderStatus(ctx, driver, { orderId, status });
  expect((await scene.seen()).status).toBe("FINISHED");
  await world.drive(driver, FAR);
});

test("an arrival is lost when the car leaves: the clock stops, no fee is owed, and who comes back arrives anew", async () => {
  const scene = await arrived();
  const { driver, seen, step } = scene;
  expect(await seen()).toMatchObject({ waiting: { noShowFeeMinor: "5000" }, arrival: { lostAt: null } });
  await world.drive(driver, destination(MONAS, 90, 490));
  expect(await sweepArrivals(world.ctx)).toEqual({ lost: 0, redispatched: 0 });
  await world.drive(driver, destination(MONAS, 90, 520));
  expect(await sweepArrivals(world.ctx)).toEqual({ lost: 1, redispatched: 0 });
  expect(await sweepArrivals(world.ctx)).toEqual({ lost: 0, redispatched: 0 });
  expect(await seen()).toMatchObject({
    status: "ARRIVED",
    waiting: null,
    arrival: { proof: "position", lostAt: world.ctx.clock().toISOString(), lostReason: "left" },
  });
  expect(await codeOf(step("ARRIVED"))).toBe("NOT_AT_PICKUP");
  await world.drive(driver, MONAS);
  const back = await step("ARRIVED");
  expect(back).toMatchObject({ arrivedAt: world.ctx.clock().toISOString(), arrival: { lostAt: null } });
  await world.drive(driver, FAR);
  await sweepArrivals(world.ctx);
  await world.advance(3 * MINUTE_S * 1_000);
  expect(await cancelOrder(world.ctx, scene.rider, scene)).toMatchObject({ cancelFeeMinor: null });
});

test("a driver of whom nothing is heard for two minutes is lost since the last position, and paid the waiting until then", async () => {
  const scene = await arrived();
  const { driver, seen, step } = scene;
  await world.drive(driver, MONAS, { forS: 10 * MINUTE_S });
  const heardAt = world.ctx.clock().toISOString();
  await world.advance(2 * MINUTE_S * 1_000);
  expect(await sweepArrivals(world.ctx)).toEqual({ lost: 0, redispatched: 0 });
  await world.advance(1_000);
  // By then the live map has forgotten the car, and the history knows when it was last heard of.
  await removeStaleDrivers(world.ctx, world);
  expect(await readPositions(world.ctx, { cityId: world.cityId, driverIds: [driver.userId] })).toEqual([]);
  expect(await sweepArrivals(world.ctx)).toEqual({ lost: 1, redispatched: 0 });
  expect(await seen()).toMatchObject({ arrival: { lostAt: heardAt, lostReason: "silent" } });
  await world.drive(driver, MONAS);
  await step("STARTED");
  await step("FINISHED");
  await world.work();
  // Ten minutes of which five are free, by started minute; nothing for the three in which nobody knew.
  const { lines } = await orderReceipt(world.ctx, scene.rider, scene);
  expect(lines).toContainEqual({ kind: "waiting", amountMinor: "2500" });
  await world.drive(driver, FAR);
});

test("after the city's limit the rider gets another driver, and this one is not asked again", async () => {
  const scene = await arrived();
  const { driver, seen } = scene;
  await world.drive(driver, destination(MONAS, 90, 600));
  await sweepArrivals(world.ctx);
  await world.drive(driver, destination(MONAS, 90, 600), { forS: 299 });
  expect(await sweepArrivals(world.ctx)).toEqual({ lost: 0, redispatched: 0 });
  await world.drive(driver, destination(MONAS, 90, 600), { forS: 2 });
  expect(await sweepArrivals(world.ctx)).toEqual({ lost: 0, redispatched: 1 });
  await world.work();
  expect(await seen()).toMatchObject({ status: "CREATED", isSearching: true, driver: null, arrival: null });
  const other = await world.addDriver({ awayM: 300, autoAccept: true });
  await world.advance(10_000);
  await world.drive(driver, MONAS);
  await world.ping(other, destination(MONAS, 90, 300));
  await world.work();
  expect((await seen()).driver?.driverId).toBe(other.userId);
  await leave({ ...scene, driver: other });
  await world.drive(driver, FAR);
});

test("a driver who comes back while the order is being given away keeps it, and an older loss takes no newer arrival away", async () => {
  const { ctx } = world;
  const scene = await arrived();
  await world.drive(scene.driver, FAR);
  await sweepArrivals(ctx);
  await world.advance(6 * MINUTE_S * 1_000);
  // Between the sweep's first look and its decision.
  const settings = {
    get: async (cityId: string) => {
      await world.drive(scene.driver, MONAS);
      await scene.step("ARRIVED");
      return await ctx.settings.get(cityId);
    },
  };
  expect(await sweepArrivals({ ...ctx, settings })).toEqual({ lost: 0, redispatched: 0 });
  expect(await scene.seen()).toMatchObject({ status: "ARRIVED", arrival: { lostAt: null } });
  const older = { atMs: Date.parse((await scene.seen()).arrivedAt ?? "") - 1, reason: "left" } as const;
  const lose = inTransaction(ctx, async (tx) => await loseArrival(tx, await lockOrder(tx, scene.orderId), older));
  expect(await lose).toBe(false);
  await leave(scene);
});

test("without Redis nobody knows who has left, and no arrival is lost", async () => {
  const scene = await arrived();
  await world.advance(10 * MINUTE_S * 1_000);
  const away = new Redis(1, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  away.on("error", () => {});
  await expect(sweepArrivals({ ...world.ctx, redis: away })).rejects.toSatisfy(isDependencyDown);
  expect(await scene.seen()).toMatchObject({ arrival: { lostAt: null } });
  await leave(scene);
});

test("an arrival of the time before evidence was kept stands", async () => {
  const scene = await arrived();
  await world.ctx.db.update(orders).set({ arrivalProof: null }).where(eq(orders.id, scene.orderId));
  await world.advance(10 * MINUTE_S * 1_000);
  expect(await sweepArrivals(world.ctx)).toEqual({ lost: 0, redispatched: 0 });
  expect(await cancelOrder(world.ctx, scene.rider, scene)).toMatchObject({ cancelFeeMinor: "5000" });
  await world.drive(scene.driver, FAR);
});

test("a rider who does not come pays the driver, who has waited at a proven arrival, and nobody else is sought", async () => {
  const { ctx } = world;
  const scene = await arrived();
  const { rider, driver, orderId, seen } = scene;
  const end = (): Promise<OrderView> => endAsNoShow(ctx, driver, { orderId });
  const { waiting } = await seen();
  expect(waiting).toEqual({
    freeUntil: new Date(ctx.clock().getTime() + 5 * MINUTE_S * 1_000).toISOString(),
    noShowFeeMinor: "5000",
  });
  await world.drive(driver, MONAS, { forS: 5 * MINUTE_S - 1 });
  expect(await codeOf(end())).toBe("NO_SHOW_TOO_EARLY");
  await world.drive(driver, MONAS);
  const ended = await end();
  expect(ended).toMatchObject({ status: "CANCELLED", isNoShow: true, cancelledBy: "driver", cancelFeeMinor: "5000" });
  // The response was lost, and the phone asks again.
  expect(await end()).toMatchObject({ status: "CANCELLED", endedAt: ended.endedAt });
  await world.work();
  expect(await seen()).toMatchObject({ status: "CANCELLED", settlement: "settled", isSearching: false });
  expect(await walletBalance(ctx, rider, {})).toMatchObject({ availableMinor: "995000", heldMinor: "0" });
  expect(await walletBalance(ctx, driver, {})).toMatchObject({ availableMinor: "105000" });
  expect((await orderReceipt(ctx, rider, { orderId })).lines).toEqual([{ kind: "cancel-fee", amountMinor: "5000" }]);
  const { evidence } = await orderTimeline(ctx, world.admin, { orderId });
  expect(evidence.at(-1)).toMatchObject({ move: "no-show", proof: "position", distanceM: expect.closeTo(0, 0) });
  await world.drive(driver, FAR);
});

test("no rider is absent for a driver who is not there, whose arrival is their word only, or who is a stranger", async () => {
  const { ctx } = world;
  const scene = await arrived();
  const end = (actor: Actor): Promise<unknown> => endAsNoShow(ctx, actor, { orderId: scene.orderId });
  await world.drive(scene.driver, MONAS, { forS: 6 * MINUTE_S });
  expect(await codeOf(end(await world.addDriver({ at: FAR })))).toBe("ORDER_NOT_FOUND");
  expect(await codeOf(end(scene.rider))).toBe("FORBIDDEN");
  // Before the sweep has noticed.
  await world.drive(scene.driver, FAR);
  expect(await codeOf(end(scene.driver))).toBe("NOT_AT_PICKUP");
  await leave(scene);

  const unproven = await matched();
  expect(await codeOf(endAsNoShow(ctx, unproven.driver, unproven))).toBe("ILLEGAL_TRANSITION");
  await unproven.step("ARRIVED", { note: "here" });
  await world.drive(unproven.driver, MONAS, { forS: 20 * MINUTE_S });
  expect(await codeOf(endAsNoShow(ctx, unproven.driver, unproven))).toBe("NOT_AT_PICKUP");
  await leave(unproven);
});

test("a cash trip whose rider does not come pays its driver at once, and the rider owes the fee beyond what the wallet has", async () => {
  const { ctx } = world;
  const scene = await arrived({ paymentMethod: "cash" });
  const { availableMinor } = await walletBalance(ctx, scene.rider, {});
  const spent = { userId: scene.rider.userId, amountMinor: BigInt(availableMinor) - 2_000n, idempotencyKey: "spent" };
  await debitWallet(ctx, world.admin, { ...spent, reason: "test" });
  expect(await scene.seen()).toMatchObject({ waiting: { noShowFeeMinor: "5000" } });
  await world.drive(scene.driver, MONAS, { forS: 5 * MINUTE_S });
  const ended = await endAsNoShow(ctx, scene.driver, scene);
  expect(ended).toMatchObject({ status: "CANCELLED", isNoShow: true, cancelFeeMinor: "5000" });
  await world.work();
  expect(await walletBalance(ctx, scene.driver, {})).toMatchObject({ availableMinor: "105000" });
  expect(await walletBalance(ctx, scene.rider, {})).toMatchObject({ availableMinor: "0", debtMinor: "3000" });
  await world.drive(scene.driver, FAR);
});
