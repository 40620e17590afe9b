import type { SettingKey } from "@atlas/core/settings/city-settings";
import { citySettings } from "@atlas/db/schema/settings";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { JAKARTA } from "../../demo/jakarta.ts";
import { openTestWorld, type TestWorld } from "../../testing/test-world.ts";
import { listAuditLog } from "../../ledger/audit/audit-log.ts";
import { createEventPublisher } from "../../messaging/publish-events.ts";
import { appendSetting, type SettingChange } from "./append-setting.ts";
import { changeCitySetting } from "./change-setting.ts";
import { hearSettingChanges } from "./hear-setting-changes.ts";
import { listCitySettings } from "./list-settings.ts";
import { SettingsCache } from "./settings-cache.ts";

let world: TestWorld;
let cache: SettingsCache;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(() => {
  cache = new SettingsCache(world.ctx);
});

async function change(key: SettingKey, value: unknown, more: Partial<SettingChange> = {}): Promise<void> {
  const { ctx, cityId, admin } = world;
  const row = { id: ctx.newId(), cityId, key, value, authorId: admin.userId, reason: "tried", ...more };
  await ctx.db.transaction((tx) => appendSetting(tx, row, ctx.clock()));
}

function inMs(ms: number): Date {
  return new Date(world.ctx.clock().getTime() + ms);
}

async function settingOf(key: SettingKey): Promise<unknown> {
  return (await cache.get(world.cityId))[key];
}

describe("appendSetting", () => {
  test("a change is kept with its author and reason, and holds at once", async () => {
    await change("arrivalRadiusM", 200);
    expect(await settingOf("arrivalRadiusM")).toBe(200);
    const rows = await world.ctx.db.select().from(citySettings);
    expect(rows).toMatchObject([{ key: "arrivalRadiusM", value: 200, authorId: world.admin.userId, reason: "tried" }]);
  });

  test.each([
    ["out of bounds", "arrivalRadiusM", 5, {}],
    ["that contradicts what is in force", "arrivalLeftM", 150, {}],
    ["in the past", "longStopS", 200, { effectiveFrom: new Date(0) }],
  ] satisfies [string, SettingKey, unknown, Partial<SettingChange>][])("one %s is refused", async (...row) => {
    const [, key, value, more] = row;
    await expect(change(key, value, more)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("one of a city that does not exist is refused", async () => {
    await expect(change("longStopS", 200, { cityId: "nowhere" })).rejects.toMatchObject({ code: "CITY_NOT_FOUND" });
  });

  test("of two at once that contradict each other one is refused", async () => {
    const { ctx, cityId, admin } = world;
    const first = {
      id: ctx.newId(),
      cityId,
      key: "evidenceMaxAgeS",
      value: 90,
      authorId: admin.userId,
      reason: "tried",
    };
    let outcome: string | null = null;
    let second = Promise.resolve();
    await ctx.db.transaction(async (tx) => {
      await appendSetting(tx, first, ctx.clock());
      second = change("arrivalSilentS", 60).then(
        () => void (outcome = "accepted"),
        (err: { code: string }) => void (outcome = err.code),
      );
      await expect.poll(async () => outcome !== null || (await isWaiting())).toBe(true);
    });
    await second;
    expect(outcome).toBe("INVALID_INPUT");
  });
});

describe("changeCitySetting", () => {
  const input = (value: number) => ({ cityId: world.cityId, key: "wrongDirectionM", value, reason: "narrow streets" });

  test("holds in this process at once, is listed with its author, and sent again changes nothing", async () => {
    const before = await world.ctx.settings.get(world.cityId);
    expect(before.wrongDirectionM).toBe(600);
    const first = await changeCitySetting(world.ctx, world.admin, input(700));
    expect((await world.ctx.settings.get(world.cityId)).wrongDirectionM).toBe(700);
    expect(await changeCitySetting(world.ctx, world.admin, input(700))).toEqual(first);
    const { settings, changes } = await listCitySettings(world.ctx, world.admin, { cityId: world.cityId });
    const [change, ...more] = changes.filter(({ key }) => key === "wrongDirectionM");
    expect(change).toMatchObject({ changeId: first.changeId, value: 700, reason: "narrow streets" });
    expect(more).toEqual([]);
    expect(settings.find(({ key }) => key === "wrongDirectionM")).toEqual({
      key: "wrongDirectionM",
      unit: "m",
      min: 100,
      max: 10_000,
      defaultValue: 600,
      value: 700,
    });
    const audit = await listAuditLog(world.ctx, world.admin, {});
    expect(audit.items.filter(({ subjectId }) => subjectId === first.changeId)).toMatchObject([
      {
        action: "change-setting",
        reason: "narrow streets",
        details: { key: "wrongDirectionM", before: 600, after: 700 },
      },
    ]);
  });

  test.each([
    ["freeWaitingS", JAKARTA.waitingFreeS],
    ["cancelFeeMinor", Number(JAKARTA.cancelFeeMinor)],
    ["cashMinBalanceMinor", Number(JAKARTA.minimumDriverCreditMinor)],
  ] as const)("%s is the column of before until the city sets it, be it to zero", async (key, column) => {
    const { ctx, cityId, admin } = world;
    const read = async (): Promise<unknown> =>
      (await listCitySettings(ctx, admin, { cityId })).settings.find((setting) => setting.key === key)?.value;
    expect(column).toBeGreaterThan(0);
    expect([await read(), Number(await settingOf(key))]).toEqual([column, column]);
    await changeCitySetting(ctx, admin, { cityId, key, value: 0, reason: "tried" });
    cache.drop(cityId);
    expect([await read(), Number(await settingOf(key))]).toEqual([0, 0]);
  });

  test("only people who are responsible for a city may", async () => {
    const rider = await world.addRider();
    for (const actor of [rider, { ...world.admin, role: "service" as const }]) {
      await expect(changeCitySetting(world.ctx, actor, input(800))).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });
});

test("another process drops what it knows when it is notified, and everything after a gap", async () => {
  const { ctx, cityId } = world;
  await using opened = new AsyncDisposableStack();
  const subscriber = opened.adopt(ctx.redis.duplicate(), (connection) => connection.disconnect());
  await hearSettingChanges(subscriber, cache);
  const known = await cache.get(cityId);
  createEventPublisher(ctx.redis, ctx.log).publish({ kind: "city-settings", cityId });
  await expect.poll(async () => await cache.get(cityId)).not.toBe(known);
  const again = await cache.get(cityId);
  subscriber.disconnect(true);
  await expect.poll(async () => await cache.get(cityId)).not.toBe(again);
});

/** Whether somebody waits for a lock. */
async function isWaiting(): Promise<boolean> {
  return (await world.ctx.db.execute(sql`SELECT FROM pg_locks WHERE NOT granted`)).length > 0;
}

describe("SettingsCache", () => {
  test("reads once for any number of callers, until it is notified of a change", async () => {
    const before = await Promise.all([1, 2, 3].map(async () => await cache.get(world.cityId)));
    expect(new Set(before).size).toBe(1);
    await change("longStopS", 240);
    expect(await cache.get(world.cityId)).toBe(before[0]);
    cache.drop(world.cityId);
    expect(await settingOf("longStopS")).toBe(240);
  });

  test("a change of which it was not notified is noticed after a minute", async () => {
    await cache.get(world.cityId);
    await change("notMovingS", 200);
    await world.advance(59_000);
    expect(await settingOf("notMovingS")).toBe(180);
    await world.advance(1_000);
    expect(await settingOf("notMovingS")).toBe(200);
  });

  test("a change with a date takes effect at its date, without being read again", async () => {
    await change("tripSilentS", 300, { effectiveFrom: inMs(20_000) });
    expect(await settingOf("tripSilentS")).toBe(120);
    await world.advance(19_999);
    expect(await settingOf("tripSilentS")).toBe(120);
    await world.advance(1);
    expect(await settingOf("tripSilentS")).toBe(300);
  });

  test("what was being read when a change was announced is not kept", async () => {
    const reading = cache.get(world.cityId);
    cache.drop(world.cityId);
    const after = cache.get(world.cityId);
    expect(await after).not.toBe(await reading);
    expect(await cache.get(world.cityId)).toBe(await after);
  });

  test("while Postgres is away the last settings hold, and the defaults are never returned for a city that was never read", async () => {
    const reasons: unknown[] = [];
    let isAway = false;
    const db = new Proxy(world.ctx.db, {
      get: (target, name, self) => {
        if (name === "select" && isAway) throw new Error("away");
        return Reflect.get(target, name, self);
      },
    });
    const log = { ...world.ctx.log, warn: (...said: unknown[]) => reasons.push(said.at(-1)) };
    const alone = new SettingsCache({ ...world.ctx, db, log: Object.assign(Object.create(world.ctx.log), log) });
    const before = await alone.get(world.cityId);
    isAway = true;
    alone.drop(world.cityId);
    expect(await alone.get(world.cityId)).toBe(before);
    expect(reasons).toEqual(["settings: not read again, the last ones hold"]);
    await expect(new SettingsCache({ ...world.ctx, db }).get(world.cityId)).rejects.toThrow("away");
  });
});
