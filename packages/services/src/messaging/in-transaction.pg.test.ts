import { setTimeout as delay } from "node:timers/promises";
import type { Actor } from "@atlas/core/actor";
import { ACTIVE_STATUSES } from "@atlas/core/order-status";
import { connect, disconnect } from "@atlas/db/connect";
import { drivers } from "@atlas/db/schema/drivers";
import { outbox } from "@atlas/db/schema/messaging";
import { offers, orders } from "@atlas/db/schema/orders";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { eq, inArray, sql } from "drizzle-orm";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type AtlasEvent, eventSchema } from "../atlas-event.ts";
import type { ServiceContext } from "../context.ts";
import { acceptOffer } from "../dispatch/offers/accept-offer.ts";
import { declineOffer } from "../dispatch/offers/decline-offer.ts";
import { expireOffer } from "../dispatch/offers/expire-offer.ts";
import { saveVehicle } from "../people/save-vehicle.ts";
import { cancelOrder } from "../orders/cancel-order.ts";
import { expireOrder } from "../orders/expire-order.ts";
import { rateOrder } from "../orders/rate-order.ts";
import { updateOrderStatus } from "../orders/update-order-status.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { readPositions } from "../tracker/live-map/read-positions.ts";
import { setAvailability } from "../dispatch/set-availability.ts";
import { inTransaction, type UnitOfWork } from "./in-transaction.ts";
import { createEventPublisher, eventChannel } from "./publish-events.ts";

/** The bar for what a lost reply skipped. */
const HEALED_WITHIN_MS = 2_000;

let world: TestWorld;
let proxy: FlakyProxy;
let lossy: TestWorld["ctx"];
let subscriber: Redis;
let heard: AtlasEvent[] = [];
beforeAll(async () => {
  world = await openTestWorld({ isRealTime: true, city: { offerTtlS: 60 } });
  const events = createEventPublisher(world.ctx.redis, world.ctx.log);
  proxy = await FlakyProxy.before(world.databaseUrl);
  const db = connect(proxy.url, { applicationName: "behind-proxy", max: 4 });
  lossy = { ...world.ctx, events, db: losingCommits(db) };
  subscriber = new Redis(world.redisUrl);
  subscriber.on("message", (_channel, message) => heard.push(eventSchema.parse(JSON.parse(message))));
  await subscriber.subscribe(eventChannel(world.cityId));
});
afterAll(async () => {
  subscriber.disconnect();
  await disconnect(lossy.db);
  await proxy[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** Every transaction is committed by the server, and its caller does not hear of it. */
function losingCommits(db: ServiceContext["db"]): ServiceContext["db"] {
  const transaction: typeof db.transaction = async (work, config) => {
    try {
      return await db.transaction(async (tx) => {
        const done = await work(tx);
        proxy.loseReplies(1);
        return done;
      }, config);
    } finally {
      proxy.loseReplies(null);
    }
  };
  return new Proxy(db, { get: (of, key) => (key === "transaction" ? transaction : Reflect.get(of, key, of)) });
}

interface Scene {
  readonly rider: Actor;
  readonly driver: Actor;
  readonly orderId: string;
  readonly offerId: string;
}

/** An order that is offered to the one driver who is online. */
async function offered(): Promise<Scene> {
  const open = await world.ctx.db
    .select()
    .from(orders)
    .where(inArray(orders.status, [...ACTIVE_STATUSES]));
  for (const { id: orderId } of open) await cancelOrder(world.ctx, world.admin, { orderId });
  await world.ctx.db.update(drivers).set({ availability: "offline" });
  const [rider, driver] = [await world.addRider(), await world.addDriver()];
  const { orderId } = await world.book(rider);
  await world.work();
  const [offer] = await world.ctx.db.select().from(offers).where(eq(offers.orderId, orderId));
  if (!offer) throw new Error("nobody was asked");
  return { rider, driver, orderId, offerId: offer.id };
}

/** The kinds of events about the people and the order of a scene; events of others may still be repeated. */
function publishedAbout({ rider, driver, orderId }: Scene): AtlasEvent["kind"][] {
  const own = new Set([orderId, rider.userId, driver.userId]);
  return heard.filter((event) => Object.values(event).some((value) => own.has(value ?? ""))).map(({ kind }) => kind);
}

async function matched(): Promise<Scene> {
  const scene = await offered();
  await acceptOffer(world.ctx, scene.driver, scene);
  return scene;
}

async function driven(to: "STARTED" | "FINISHED"): Promise<Scene> {
  const scene = await matched();
  await updateOrderStatus(world.ctx, scene.driver, { orderId: scene.orderId, status: "STARTED" });
  if (to === "FINISHED") await updateOrderStatus(world.ctx, scene.driver, { orderId: scene.orderId, status: to });
  return scene;
}

interface Loss {
  readonly given: () => Promise<Scene>;
  readonly act: (scene: Scene) => Promise<unknown>;
  readonly events: readonly AtlasEvent["kind"][];
  /** The driver's state afterwards, on the map. */
  readonly shows?: string;
}

const overdue = new Date(0);
const LOSSES: Readonly<Record<string, Loss>> = {
  accept: {
    given: offered,
    act: ({ driver, offerId }) => acceptOffer(lossy, driver, { offerId }),
    events: ["order", "driver"],
    shows: "busy",
  },
  decline: {
    given: offered,
    act: ({ driver, offerId }) => declineOffer(lossy, driver, { offerId }),
    events: ["order", "offer"],
  },
  "offer's expiry": {
    given: async () => {
      const scene = await offered();
      await world.ctx.db.update(offers).set({ expiresAt: overdue }).where(eq(offers.id, scene.offerId));
      return scene;
    },
    act: ({ offerId }) => expireOffer(lossy, { cityId: world.cityId, offerId }),
    events: ["order", "offer"],
  },
  arrival: {
    given: matched,
    act: ({ driver, orderId }) => updateOrderStatus(lossy, driver, { orderId, status: "ARRIVED" }),
    events: ["order"],
  },
  finish: {
    given: () => driven("STARTED"),
    act: ({ driver, orderId }) => updateOrderStatus(lossy, driver, { orderId, status: "FINISHED" }),
    events: ["order", "driver"],
    shows: "available",
  },
  rating: {
    given: () => driven("FINISHED"),
    act: ({ rider, orderId }) => rateOrder(lossy, rider, { orderId, stars: 5 }),
    events: ["order"],
  },
  cancellation: {
    given: matched,
    act: ({ rider, orderId }) => cancelOrder(lossy, rider, { orderId }),
    events: ["order", "driver", "wallet"],
    shows: "available",
  },
  "order's expiry": {
    given: async () => {
      const scene = await offered();
      await declineOffer(world.ctx, scene.driver, scene);
      await world.ctx.db.update(orders).set({ expiresAt: overdue }).where(eq(orders.id, scene.orderId));
      return scene;
    },
    act: ({ orderId }) => expireOrder(lossy, { orderId }),
    events: ["order", "wallet"],
  },
  "going offline": {
    given: () => driven("FINISHED"),
    act: ({ driver }) => setAvailability(lossy, driver, { isAvailable: false }),
    events: ["driver"],
    shows: "offline",
  },
  "new vehicle": {
    given: () => driven("FINISHED"),
    act: ({ driver }) => saveVehicle(lossy, driver, { vehicleType: "go-car", plate: "B 1 LOST", model: "Test" }),
    events: ["driver"],
  },
};

test.each(Object.keys(LOSSES))("watchers hear of an %s whose COMMIT reply is lost within two seconds", async (name) => {
  const loss = LOSSES[name];
  if (!loss) throw new Error("no such loss");
  const scene = await loss.given();
  const before = proxy.loseReplies(null);
  heard = [];
  await expect(loss.act(scene)).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  const healing = { timeout: HEALED_WITHIN_MS, interval: 20 };
  await vi.waitFor(() => expect(publishedAbout(scene)).toEqual(expect.arrayContaining([...loss.events])), healing);
  expect(proxy.loseReplies(null)).toBe(before + 1);
  if (loss.shows === undefined) return;
  await vi.waitFor(async () => {
    const [position] = await readPositions(world.ctx, { cityId: world.cityId, driverIds: [scene.driver.userId] });
    expect(position?.state.state).toBe(loss.shows);
  }, healing);
});

test("a transaction that fails in its work is announced to nobody", async () => {
  const scene = await matched();
  const { driver, orderId } = scene;
  heard = [];
  await expect(updateOrderStatus(lossy, driver, { orderId, status: "FINISHED" })).rejects.toMatchObject({
    code: "ILLEGAL_TRANSITION",
  });
  await delay(100);
  expect(publishedAbout(scene)).toEqual([]);
});

test("the relay is woken after the commit of a transaction that promised jobs, and of no other", async () => {
  const heardOf: string[] = [];
  const events = {
    publish: ({ kind }: AtlasEvent) => void heardOf.push(kind),
    wakeRelay: () => void heardOf.push("relay"),
  };
  const ctx = { ...world.ctx, events };
  const offerId = crypto.randomUUID();
  await inTransaction(ctx, async (tx) => {
    await tx.enqueue("offer-expiry", { cityId: world.cityId, offerId });
    tx.publish({ kind: "wallet", cityId: world.cityId, userId: world.admin.userId });
    tx.afterCommit(() => Promise.reject(new Error("a watcher that fails")));
    tx.afterCommit(async () => void heardOf.push("act"));
    expect(heardOf).toEqual([]);
  });
  expect(heardOf).toEqual(["relay", "wallet", "act"]);
  const [row] = await world.ctx.db
    .select()
    .from(outbox)
    .where(sql`${outbox.payload}->>'offerId' = ${offerId}`);
  expect(row).toMatchObject({ job: "offer-expiry", cityId: world.cityId, publishedAt: null });
  heardOf.length = 0;
  await inTransaction(ctx, async (tx) => tx.publish({ kind: "driver", cityId: world.cityId, driverId: offerId }));
  expect(heardOf).toEqual(["driver"]);
  heardOf.length = 0;
  const failing = inTransaction(ctx, async (tx) => {
    await tx.enqueue("offer-expiry", { cityId: world.cityId, offerId });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(heardOf).toEqual([]);
});

test("what is published or promised after the end of its transaction is refused, not lost", async () => {
  const kept: UnitOfWork[] = [];
  await inTransaction(world.ctx, async (tx) => void kept.push(tx));
  const [tx] = kept;
  if (!tx) throw new Error("no transaction");
  const { cityId } = world;
  expect(() => tx.publish({ kind: "wallet", cityId, userId: world.admin.userId })).toThrow("is over");
  expect(() => tx.afterCommit(() => Promise.resolve())).toThrow("is over");
  await expect(tx.enqueue("offer-expiry", { cityId, offerId: world.admin.userId })).rejects.toThrow("is over");
});
