import { randomBytes } from "node:crypto";
import { type Actor, SYSTEM } from "@atlas/core/actor";
import { destination, type LatLng } from "@atlas/core/geo";
import type { Mail } from "@atlas/core/mail/mail";
import type { PushMessage } from "@atlas/core/push/push";
import type { VehicleType } from "@atlas/core/vehicle";
import { connect, type Database, disconnect } from "@atlas/db/connect";
import { IDENTITY_ROLE } from "@atlas/db/roles";
import type { cities } from "@atlas/db/schema/cities";
import { vehicles } from "@atlas/db/schema/drivers";
import { staffRoles, users } from "@atlas/db/schema/identity";
import { outbox } from "@atlas/db/schema/messaging";
import { setTestClock } from "@atlas/db/test-clock";
import { createTestDatabase } from "@atlas/db/test-database";
import { isJobName } from "@atlas/queue/catalog";
import { and, asc, eq, isNull, lte } from "drizzle-orm";
import { Redis } from "ioredis";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { openCity } from "../cities/opening/open-city.ts";
import { SettingsCache } from "../cities/settings/settings-cache.ts";
import { JAKARTA, JAKARTA_TARIFFS } from "../demo/jakarta.ts";
import type { ServiceContext } from "../context.ts";
import { wakeWaitingOrders } from "../dispatch/rounds/wake-waiting-orders.ts";
import { registerDriver } from "../people/register-driver.ts";
import { registerRider } from "../people/register-rider.ts";
import { createHaversineRouting } from "@atlas/geography/haversine-routing";
import { createIndexGeocoder } from "@atlas/geography/index-geocoder";
import type { Booking } from "../orders/booking.ts";
import { createOrder } from "../orders/create-order.ts";
import type { OrderView } from "../orders/views/order-view.ts";
import { createPinLimit } from "../orders/pin-limit.ts";
import { quoteRide } from "../orders/quote-ride.ts";
import { applyPings } from "../tracker/live-map/apply-pings.ts";
import { type AvailabilityContext, setAvailability } from "../dispatch/set-availability.ts";
import { creditWallet } from "../ledger/post/credit.ts";
import { PostingCollector } from "../ledger/post/posting-collector.ts";
import type { PostingContext } from "../ledger/post/posting-context.ts";
import { doJob } from "./do-job.ts";
import { driveCar } from "./drive-car.ts";

export const MONAS: LatLng = { lat: -6.1754, lng: 106.8272 };
export const BLOK_M: LatLng = { lat: -6.2446, lng: 106.798 };

export interface AddDriverOptions {
  /** Metres from Monas, to the east. */
  readonly awayM?: number;
  readonly at?: LatLng;
  readonly autoAccept?: boolean;
  readonly vehicleType?: VehicleType;
  readonly creditMinor?: bigint;
}

export type BookOptions = Omit<Booking, "quoteId"> & {
  readonly pickup?: LatLng;
  readonly dropoff?: LatLng;
  readonly vehicleType?: VehicleType;
};

/** A city of its own on real servers, with people in it and a clock that stands until it is moved. */
export interface TestWorld extends AsyncDisposable {
  readonly ctx: AvailabilityContext & PostingContext;
  readonly cityId: string;
  readonly databaseUrl: string;
  /** Acts as the auth library: makes and changes users and sessions, which `ctx.db` cannot. */
  readonly identity: Database;
  readonly redisUrl: string;
  readonly admin: Actor;
  /** Moves `ctx.clock` and SQL on together; clocks of processes follow with their next measurement. */
  readonly advance: (ms: number) => Promise<void>;
  /** A rider with this much in the wallet, a million when left out. */
  readonly addRider: (walletMinor?: bigint) => Promise<Actor>;
  /** A driver who is online and has just been heard of. */
  readonly addDriver: (options?: AddDriverOptions) => Promise<Actor>;
  readonly ping: (driver: Actor, at: LatLng) => Promise<void>;
  /**
   * Drives the car to a place in a second, or in `forS`, so that its position there is fresh; the clock moves on, and map and
   * history get a ping every five seconds. Driving to where it stands is waiting there.
   */
  readonly drive: (driver: Actor, to: LatLng, options?: { forS?: number; isMock?: boolean }) => Promise<void>;
  /** Quotes from Monas to Blok M and orders. */
  readonly book: (rider: Actor, options?: BookOptions) => Promise<OrderView>;
  /** Does what the worker would: every message that is due now, and those that these bring about. */
  readonly work: () => Promise<void>;
  /** What that has mailed, oldest first. */
  readonly mails: readonly Mail[];
  /** What that has pushed, oldest first. */
  readonly pushed: readonly PushMessage[];
}

export interface TestWorldOptions {
  readonly city?: Partial<typeof cities.$inferInsert>;
  readonly maxConnections?: number;
  /** For tests with a real worker: the clock runs instead of standing still. */
  readonly isRealTime?: boolean;
}

export async function openTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  await using opened = new AsyncDisposableStack();
  const redisUrl = process.env["ATLAS_TEST_REDIS_URL"];
  if (redisUrl === undefined) throw new Error("ATLAS_TEST_REDIS_URL is not set; `npm test` sets it.");
  const { url } = opened.use(await createTestDatabase());
  const pool = { applicationName: "services-test", max: options.maxConnections ?? 8 };
  const db = opened.adopt(connect(url, pool), async (open) => disconnect(open));
  const asAuth = { applicationName: "services-test-identity", max: 2, role: IDENTITY_ROLE };
  const identity = opened.adopt(connect(url, asAuth), async (open) => disconnect(open));
  const redis = opened.adopt(new Redis(redisUrl), (connection) => connection.disconnect());
  const cityId = `world-${randomBytes(5).toString("hex")}`;
  opened.defer(async () => {
    const left = await redis.keys(`atlas:{${cityId}}:*`);
    if (left.length > 0) await redis.unlink(...left);
  });
  const mails: Mail[] = [];
  const pushed: PushMessage[] = [];
  let advancedMs = 0;
  const startedMs = Date.now();
  const nowMs = (): number => (options.isRealTime ? Date.now() : startedMs) + advancedMs;
  const routing = createHaversineRouting();
  const geocoder = createIndexGeocoder([]);
  const log = pino({ level: "silent" });
  const clock = (): Date => new Date(nowMs());
  const settings = new SettingsCache({ db, clock, log });
  const ctx: AvailabilityContext & PostingContext = {
    db,
    settings,
    payments: null,
    postings: new PostingCollector(db),
    redis,
    clock,
    newId: () => uuidv7(),
    random: () => 0.4711,
    events: {
      publish(event) {
        if (event.kind === "city-settings") settings.drop(event.cityId);
      },
      wakeRelay() {},
    },
    driversFreed: wakeWaitingOrders,
    countPinAttempt: createPinLimit(redis),
    pingIntake: { forget() {} },
    enqueue: () => Promise.reject(new Error("nothing here enqueues past the outbox")),
    queueCounts: () => Promise.resolve([]),
    routing: () => routing,
    geocoder: () => geocoder,
    basemap: () => ({ url: null, isSchematic: false, attribution: "" }),
    log,
    isDemo: true,
  };
  await db.transaction(async (tx) => {
    const city = { ...JAKARTA, isDemo: false, ...options.city, id: cityId };
    await openCity(tx, ctx, { city, tariffs: JAKARTA_TARIFFS, by: SYSTEM, reason: "a world" });
  });
  const addUser = async (role: Actor["role"]): Promise<Actor> => {
    const userId = uuidv7();
    const name = `${role} ${userId.slice(-4)}`;
    await identity.insert(users).values({ id: userId, name, email: `${userId}@example.test`, role, cityId });
    if (role === "admin") await identity.insert(staffRoles).values({ userId, role: "owner" });
    if (role === "rider" || role === "driver") {
      const register = role === "rider" ? registerRider : registerDriver;
      await db.transaction(async (tx) => register(tx, ctx, { userId, cityId }));
    }
    return { userId, role, ...(role === "admin" ? { staffRoles: ["owner"] } : {}) };
  };
  const admin = await addUser("admin");
  const giveMoney = async (userId: string, amountMinor: bigint): Promise<void> => {
    if (amountMinor === 0n) return;
    await creditWallet(ctx, SYSTEM, { userId, amountMinor, idempotencyKey: uuidv7(), reason: "test" });
  };
  const world: Omit<TestWorld, typeof Symbol.asyncDispose> = {
    ctx,
    cityId,
    databaseUrl: url,
    identity,
    redisUrl,
    admin,
    async advance(ms) {
      await setTestClock(db, advancedMs + ms);
      advancedMs += ms;
    },
    async addRider(walletMinor = 1_000_000n) {
      const rider = await addUser("rider");
      await giveMoney(rider.userId, walletMinor);
      return rider;
    },
    async addDriver({ awayM = 200, at, autoAccept = false, vehicleType = "go-ride", creditMinor = 100_000n } = {}) {
      const driver = await addUser("driver");
      await giveMoney(driver.userId, creditMinor);
      const plate = `B ${driver.userId.slice(-8)}`;
      await db.insert(vehicles).values({ id: uuidv7(), driverId: driver.userId, vehicleType, plate, model: "Test" });
      await setAvailability(ctx, driver, { isAvailable: true, autoAccept });
      await world.ping(driver, at ?? destination(MONAS, 90, awayM));
      return driver;
    },
    async ping({ userId: driverId }, { lat, lng }) {
      const now = nowMs();
      const ping = { driverId, lat, lng, headingDeg: null, speedMps: null, accuracyM: 5 };
      await applyPings(ctx, { cityId, pings: [{ ...ping, recordedAtMs: now, receivedAtMs: now }] });
    },
    async drive({ userId: driverId }, to, { forS = 1, isMock = false } = {}) {
      await driveCar(ctx, world.advance, { cityId, driverId, to, forS, isMock });
    },
    async book(rider, { pickup = MONAS, dropoff = BLOK_M, vehicleType = "go-ride", ...order } = {}) {
      const [quote] = await quoteRide(ctx, rider, { pickup, dropoff, vehicleType });
      if (!quote) throw new Error("no quote");
      return await createOrder(ctx, rider, { ...order, quoteId: quote.quoteId });
    },
    mails,
    pushed,
    async work() {
      while (await workOnce(ctx, { mails, pushed })) {
        // Messages may bring about others that are due at once.
      }
    },
  };
  const resources = opened.move();
  return { ...world, [Symbol.asyncDispose]: async () => resources.disposeAsync() };
}

/** Handles each due message as its consumer would; false when there was none. */
async function workOnce(
  ctx: ServiceContext,
  { mails, pushed }: { readonly mails: Mail[]; readonly pushed: PushMessage[] },
): Promise<boolean> {
  const mail = { send: async (sent: Mail): Promise<void> => void mails.push(sent) };
  const push = {
    async send(sent: PushMessage): Promise<"sent"> {
      pushed.push(sent);
      return "sent";
    },
  };
  const due = await ctx.db
    .select()
    .from(outbox)
    .where(and(isNull(outbox.publishedAt), lte(outbox.dueAt, ctx.clock())))
    .orderBy(asc(outbox.dueAt), asc(outbox.id));
  for (const { id, job, payload } of due) {
    await ctx.db.update(outbox).set({ publishedAt: ctx.clock() }).where(eq(outbox.id, id));
    if (!isJobName(job)) throw new Error(`no consumer for ${job}`);
    await doJob(ctx, job, { payload, messageId: id }, { mail, push });
  }
  return due.length > 0;
}
