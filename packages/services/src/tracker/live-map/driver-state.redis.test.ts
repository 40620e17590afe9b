import { drivers } from "@atlas/db/schema/drivers";
import type { Actor } from "@atlas/core/actor";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { saveVehicle } from "../../people/save-vehicle.ts";
import { sweepDriverStates } from "../../ops/sweep-driver-states.ts";
import { MONAS, openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { applyPings } from "./apply-pings.ts";
import { beforeEachCall } from "../testing/before-each-call.ts";
import { refreshDriverStates } from "./driver-state.ts";
import { goOnlineByPosting } from "../go-online-by-posting.ts";
import { LAST_PING_CHARS, NO_PING } from "./live-record.ts";
import { readPositions } from "./read-positions.ts";
import { trackerKeys } from "./redis-keys.ts";
import { removeStaleDrivers } from "./remove-stale-drivers.ts";
import { knownEpoch, setStates } from "./set-states.ts";
import { setAvailability } from "../../dispatch/set-availability.ts";

/** More than any of the writers makes. */
const MAX_CALLS = 40;

let world: TestWorld;
let driver: Actor;
let fallBack: () => Promise<void>;

beforeAll(async () => {
  world = await openTestWorld();
  driver = await world.addDriver();
  fallBack = await copy();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function wipe(): Promise<void> {
  const keys = await world.ctx.redis.keys(`atlas:{${world.cityId}}:*`);
  if (keys.length > 0) await world.ctx.redis.unlink(...keys);
}

/** Takes a copy of what Redis holds of the city; putting it back is a fail-over to a replica that lagged. */
async function copy(): Promise<() => Promise<void>> {
  const { redis } = world.ctx;
  const keys = await redis.keys(`atlas:{${world.cityId}}:*`);
  const values = await Promise.all(keys.map(async (key) => redis.dumpBuffer(key)));
  return async () => {
    await wipe();
    for (const [index, key] of keys.entries()) await redis.restore(key, 0, values[index] ?? "");
  };
}

/** What Postgres says, changed as another process would, with what that process tells Redis. */
async function change(availability: "available" | "offline"): Promise<void> {
  await world.ctx.db.update(drivers).set({ availability }).where(eq(drivers.id, driver.userId));
  await refreshDriverStates(world.ctx, { cityId: world.cityId, driverIds: [driver.userId] });
}

async function goSilent(): Promise<void> {
  const later = { ...world.ctx, clock: () => new Date(world.ctx.clock().getTime() + 200_000) };
  await removeStaleDrivers(later, { cityId: world.cityId });
}

/** The map's word on the driver after the next ping. */
async function shown(): Promise<string | undefined> {
  await world.advance(1);
  await world.ping(driver, MONAS);
  const [position] = await readPositions(world.ctx, { cityId: world.cityId, driverIds: [driver.userId] });
  return position?.state.state;
}

async function truth(): Promise<string | undefined> {
  const [row] = await world.ctx.db.select().from(drivers).where(eq(drivers.id, driver.userId));
  return row?.availability;
}

/** Every path by which a state comes to Redis. */
const WRITERS: Readonly<Record<string, (ctx: TestWorld["ctx"]) => Promise<unknown>>> = {
  refresh: async (ctx) => refreshDriverStates(ctx, { cityId: world.cityId, driverIds: [driver.userId] }),
  ping: async (ctx) => {
    // As if Redis did not know the driver yet.
    await world.ctx.redis.hdel(trackerKeys(world.cityId).live, driver.userId);
    const atMs = ctx.clock().getTime() + 1;
    const motion = { headingDeg: null, speedMps: null, accuracyM: 5 };
    const ping = { driverId: driver.userId, ...MONAS, ...motion, recordedAtMs: atMs, receivedAtMs: atMs };
    await applyPings({ ...ctx, clock: () => new Date(atMs) }, { cityId: world.cityId, pings: [ping] });
  },
  sweep: async (ctx) => {
    await world.ctx.db.update(drivers).set({ idleSince: ctx.clock() }).where(eq(drivers.id, driver.userId));
    await sweepDriverStates(ctx);
  },
  availability: async (ctx) => setAvailability(ctx, driver, { isAvailable: true }),
  vehicle: async (ctx) => saveVehicle(ctx, driver, { vehicleType: "go-ride", plate: "B 1 WIPE", model: "Test" }),
  posting: async (ctx) => {
    await world.ctx.db.update(drivers).set({ availability: "unset" }).where(eq(drivers.id, driver.userId));
    const pingIntake = { offer: async () => [], hasUnsetAvailability: async () => true, forget() {} };
    await goOnlineByPosting({ ...ctx, pingIntake }, driver, driver.userId);
  },
};

/** What may happen while a writer is held up between two of its calls. */
const INTERLUDES: Readonly<Record<string, () => Promise<void>>> = {
  "a newer state": async () => change("offline"),
  "a wipe": wipe,
  "a newer state, then a wipe": async () => {
    await change("offline");
    await wipe();
  },
  "a wipe, then a newer state": async () => {
    await wipe();
    await change("offline");
  },
  "two wipes around a newer state": async () => {
    await wipe();
    await change("offline");
    await wipe();
  },
  "a fall-back of Redis": async () => fallBack(),
  "a newer state, then the driver's removal": async () => {
    await change("offline");
    await goSilent();
  },
};

describe.each(Object.keys(INTERLUDES))("%s at any await", (interlude) => {
  test.each(Object.keys(WRITERS))("of %s leaves what Postgres says, and what it says next", async (writer) => {
    let made = 0;
    for (let at = 1; at <= MAX_CALLS; at += 1) {
      await change("available");
      await shown();
      const held = beforeEachCall(world.ctx, async (call) => {
        made = call;
        if (call === at) await INTERLUDES[interlude]?.();
      });
      await WRITERS[writer]?.(held);
      expect(await shown(), `held up at call ${at}`).toBe(await truth());
      for (const next of ["offline", "available"] as const) {
        await change(next);
        expect(await shown(), `next change after call ${at}`).toBe(next);
      }
      if (made < at) break;
    }
    expect(made).toBeGreaterThan(1);
    expect(made).toBeLessThan(MAX_CALLS);
  });
});

test("who has read before a wipe writes nothing, not even for the moment until it has read again", async () => {
  await change("available");
  const epoch = knownEpoch(world.ctx, world.cityId);
  await wipe();
  const states = new Map([
    [driver.userId, { availability: "offline", vehicleType: null, autoAccept: false, orderId: null } as const],
  ]);
  const ticket = "f".repeat(16);
  const input = { cityId: world.cityId, states, ticket, epoch, older: new Map<string, string>() };
  const { isWiped, refused } = await setStates(world.ctx, input);
  expect([isWiped, [...refused.keys()]]).toEqual([true, [driver.userId]]);
  expect(await world.ctx.redis.hexists(trackerKeys(world.cityId).live, driver.userId)).toBe(0);
});

/** The last release's script without the sets: its tickets came from a counter, and it may run beside this release. */
const LAST_RELEASE = `
local ticket = redis.call('INCR', KEYS[2])
local old = redis.call('HGET', KEYS[1], ARGV[1])
local oldTicket = old and tonumber(string.match(old, ':(%d+)$')) or 0
if ticket < oldTicket then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], string.sub(old or ARGV[3], 1, ${LAST_PING_CHARS}) .. ARGV[2] .. ':' .. ticket)
return 1`;

async function writeAsLastRelease(code: string): Promise<unknown> {
  const { live } = trackerKeys(world.cityId);
  const counter = `atlas:{${world.cityId}}:state-ticket`;
  return await world.ctx.redis.eval(LAST_RELEASE, 2, live, counter, driver.userId, code, NO_PING);
}

test("an installed Redis, and a process of the last release beside this one, disturb nothing", async () => {
  await change("available");
  const counter = `atlas:{${world.cityId}}:state-ticket`;
  await world.ctx.redis.set(counter, 123_456_789);
  expect(await writeAsLastRelease("b01")).toBe(1);
  await change("offline");
  expect(await shown()).toBe("offline");
  await world.ctx.redis.set(counter, 0);
  expect(await writeAsLastRelease("b01")).toBe(1);
  expect(await shown()).toBe("busy");
  await change("available");
  expect(await shown()).toBe("available");
});

test("tickets that a restored Postgres has fallen back behind are overruled by the next write", async () => {
  await change("available");
  const { live, stateOrder } = trackerKeys(world.cityId);
  await world.ctx.redis.hset(live, driver.userId, `${NO_PING}b01:s${"f".repeat(16)}`);
  await change("offline");
  expect(await shown()).toBe("offline");
  await world.ctx.redis.hset(stateOrder, "floor", "f".repeat(16));
  await world.ctx.redis.hdel(live, driver.userId);
  await change("available");
  expect(await shown()).toBe("available");
});
