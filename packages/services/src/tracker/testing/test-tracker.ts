import { randomBytes } from "node:crypto";
import type { LatLng } from "@atlas/core/geo";
import type { VehicleType } from "@atlas/core/vehicle";
import { connect, disconnect } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { drivers, vehicles } from "@atlas/db/schema/drivers";
import { IDENTITY_ROLE } from "@atlas/db/roles";
import { users } from "@atlas/db/schema/identity";
import { orders, quotes } from "@atlas/db/schema/orders";
import { createTestDatabase } from "@atlas/db/test-database";
import type { Ping } from "@atlas/queue/catalog";
import { eq } from "drizzle-orm";
import { Redis } from "ioredis";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { ServiceContext } from "../../context.ts";

export const MONAS: LatLng = { lat: -6.1754, lng: 106.8272 };

type TestContext = Pick<ServiceContext, "db" | "redis" | "clock" | "newId" | "log" | "events">;

export interface AddDriverOptions {
  readonly availability?: "unset" | "available" | "offline";
  readonly vehicleType?: VehicleType | null;
}

/** A city of its own on real servers, a clock that stands until it is moved, and drivers by the dozen. */
export interface TestTracker extends AsyncDisposable {
  readonly cityId: string;
  readonly ctx: TestContext;
  readonly redis: Redis;
  readonly nowMs: () => number;
  readonly advance: (ms: number) => void;
  readonly addDriver: (options?: AddDriverOptions) => Promise<string>;
  /** An order that the driver has been matched to. */
  readonly addOrder: (driverId: string) => Promise<{ orderId: string; riderId: string }>;
  readonly startOrder: (orderId: string) => Promise<void>;
  readonly finishOrder: (orderId: string) => Promise<void>;
  /** A ping as the gateway queues it, measured `ageMs` ago. */
  readonly ping: (driverId: string, at: LatLng, ageMs?: number) => Ping;
}

export async function openTestTracker(): Promise<TestTracker> {
  await using opened = new AsyncDisposableStack();
  const redisUrl = process.env["ATLAS_TEST_REDIS_URL"];
  if (redisUrl === undefined) throw new Error("ATLAS_TEST_REDIS_URL is not set; `npm test` sets it.");
  const { url } = opened.use(await createTestDatabase());
  const db = opened.adopt(connect(url, { applicationName: "tracker-test", max: 4 }), (pool) => disconnect(pool));
  const asAuth = { applicationName: "tracker-test-identity", max: 1, role: IDENTITY_ROLE };
  const identity = opened.adopt(connect(url, asAuth), (pool) => disconnect(pool));
  const redis = opened.adopt(new Redis(redisUrl), (connection) => connection.disconnect());
  const cityId = `tracker-${randomBytes(5).toString("hex")}`;
  opened.defer(async () => {
    const left = await redis.keys(`atlas:{${cityId}}:*`);
    if (left.length > 0) await redis.unlink(...left);
  });
  let now = Date.now();
  const events = { publish() {}, wakeRelay() {} };
  const log = pino({ level: "silent" });
  const ctx: TestContext = { db, redis, clock: () => new Date(now), newId: () => uuidv7(), log, events };
  await db.insert(cities).values({
    id: cityId,
    name: "Test",
    currency: "IDR",
    timezone: "Asia/Jakarta",
    centerLat: MONAS.lat,
    centerLng: MONAS.lng,
    serviceArea: {
      type: "Polygon",
      coordinates: [
        [
          [106.6, -6.4],
          [107.0, -6.4],
          [107.0, -6.0],
          [106.6, -6.0],
          [106.6, -6.4],
        ],
      ],
    },
    commissionBps: 2_000,
    taxBps: 0,
    minimumDriverCreditMinor: 0n,
    adjustmentLimitMinor: 1_000_000n,
    cancelFreeS: 120,
    cancelFeeMinor: 5_000n,
    waitingFreeS: 300,
    waitingPerMinuteMinor: 500n,
    offerTtlS: 15,
    offerWaveSize: 1,
    searchTimeoutS: 180,
    searchRadiiM: [1_000, 2_000, 5_000],
  });
  const addUser = async (role: "driver" | "rider"): Promise<string> => {
    const id = uuidv7();
    await identity.insert(users).values({ id, name: role, email: `${id}@example.test`, role, cityId });
    return id;
  };
  const resources = opened.move();
  return {
    cityId,
    ctx,
    redis,
    nowMs: () => now,
    advance(ms) {
      now += ms;
    },
    async addDriver({ availability = "available", vehicleType = "go-ride" } = {}) {
      const driverId = await addUser("driver");
      await db.insert(drivers).values({ id: driverId, cityId, availability });
      if (vehicleType !== null) {
        const plate = `B ${driverId.slice(-8)}`;
        await db.insert(vehicles).values({ id: uuidv7(), driverId, vehicleType, plate, model: "Test" });
      }
      return driverId;
    },
    async addOrder(driverId) {
      const riderId = await addUser("rider");
      const journey = {
        pickupLat: MONAS.lat,
        pickupLng: MONAS.lng,
        pickupLabel: "Monas",
        dropoffLat: -6.2,
        dropoffLng: 106.82,
        dropoffLabel: "Elsewhere",
        distanceM: 3_000,
        durationS: 600,
        isEstimate: true,
        routePolyline: "",
      };
      const common = {
        cityId,
        riderId,
        vehicleType: "go-ride" as const,
        ...journey,
        fareMinor: 20_000n,
        currency: "IDR",
      };
      const quoteId = uuidv7();
      const orderId = uuidv7();
      const createdAt = new Date(now);
      const expiresAt = new Date(now + 600_000);
      await db.insert(quotes).values({ ...common, id: quoteId, tariffVersion: 1, surgeBps: 10_000, expiresAt });
      await db.insert(orders).values({
        ...common,
        id: orderId,
        driverId,
        quoteId,
        status: "MATCHED",
        paymentMethod: "cash",
        createdAt,
        matchedAt: createdAt,
        expiresAt,
      });
      return { orderId, riderId };
    },
    async startOrder(orderId) {
      await db
        .update(orders)
        .set({ status: "STARTED", startedAt: new Date(now) })
        .where(eq(orders.id, orderId));
    },
    async finishOrder(orderId) {
      const at = new Date(now);
      await db.update(orders).set({ status: "FINISHED", finishedAt: at, endedAt: at }).where(eq(orders.id, orderId));
    },
    ping: (driverId, at, ageMs = 0) => ({
      driverId,
      lat: at.lat,
      lng: at.lng,
      headingDeg: 90,
      speedMps: 8,
      accuracyM: 10,
      recordedAtMs: now - ageMs,
      receivedAtMs: now,
    }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
