import { connect, type Database, disconnect } from "@atlas/db/connect";
import { setTestClock } from "@atlas/db/test-clock";
import { createTestDatabase, type TestDatabase } from "@atlas/db/test-database";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { clockState, DatabaseClock } from "./database-clock.ts";

const MINUTE_MS = 60_000;
/** Between a result and its check, on a busy machine. */
const CLOSE_MS = 1_000;

let database: TestDatabase;
let db: Database;
let own: { wrongMs: number; wallMs: () => number; steadyMs: () => number };
const log = { warn: vi.fn<(...given: unknown[]) => void>() };

beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url, { applicationName: "clock-test", max: 2 });
});
afterAll(async () => {
  await disconnect(db);
  await database[Symbol.asyncDispose]();
});
beforeEach(async () => {
  own = { wrongMs: 0, wallMs: () => Date.now() + own.wrongMs, steadyMs: () => performance.now() };
  log.warn.mockClear();
  await setTestClock(db, 0);
});

async function databaseMs(): Promise<number> {
  const [row] = await db.execute<{ ms: number }>(sql`SELECT (extract(epoch FROM clock.now()) * 1000)::float8 AS ms`);
  return row?.ms ?? Number.NaN;
}

async function expectRight(clock: DatabaseClock, aheadMs = 0): Promise<void> {
  expect(Math.abs(clock.now().getTime() - aheadMs - (await databaseMs()))).toBeLessThan(CLOSE_MS);
}

describe.each([-5 * MINUTE_MS, 5 * MINUTE_MS])("on a machine whose clock is %d ms ahead", (wrongMs) => {
  test("time is the database's, and the machine's error is known", async () => {
    own.wrongMs = wrongMs;
    using clock = await DatabaseClock.open({ db, log, own });
    await expectRight(clock);
    expect(Math.abs(clock.ownOffsetMs() - wrongMs)).toBeLessThan(CLOSE_MS);
    expect(clockState(clock.ownOffsetMs()).clock).toBe("wrong");
    expect(log.warn).toHaveBeenCalledOnce();
  });

  test("setting its date does not move time, before the next measurement or after it", async () => {
    using clock = await DatabaseClock.open({ db, log, own });
    own.wrongMs = wrongMs;
    await expectRight(clock);
    expect(clockState(clock.ownOffsetMs()).clock).toBe("wrong");
    await clock.measure();
    await expectRight(clock);
  });
});

test("a machine that was asleep is right again without waiting for the minute", async () => {
  using clock = await DatabaseClock.open({ db, log, own });
  // For everybody else five minutes went by, and the steady clock stood.
  await setTestClock(db, 5 * MINUTE_MS);
  own.wrongMs = 5 * MINUTE_MS;
  await expectRight(clock, -5 * MINUTE_MS);
  await vi.waitFor(async () => expectRight(clock), 5_000);
});

test("it is measured every minute", async () => {
  let ranMs = 0;
  const runner = { wallMs: () => Date.now() + ranMs, steadyMs: () => performance.now() + ranMs };
  using clock = await DatabaseClock.open({ db, log, own: runner });
  ranMs = MINUTE_MS + 1;
  await vi.waitFor(async () => expectRight(clock), 5_000);
});

test("while the database is away the last measurement counts", async () => {
  const leaving = connect(database.url, { applicationName: "clock-test-away", max: 1 });
  own.wrongMs = 5 * MINUTE_MS;
  using clock = await DatabaseClock.open({ db: leaving, log, own });
  await disconnect(leaving);
  log.warn.mockClear();
  await clock.measure();
  expect(log.warn).toHaveBeenCalledOnce();
  await expectRight(clock);
});

test("one call moves SQL and the clock on by weeks", async () => {
  using clock = await DatabaseClock.open({ db, log, own });
  const beforeMs = clock.now().getTime();
  const weeksMs = 3 * 7 * 24 * 60 * MINUTE_MS;
  await setTestClock(db, weeksMs);
  await clock.measure();
  expect(clock.now().getTime() - beforeMs).toBeGreaterThanOrEqual(weeksMs);
  await expectRight(clock);
});

test("without a database it does not start", async () => {
  const closed = connect(database.url, { applicationName: "clock-test-none", max: 1 });
  await disconnect(closed);
  await expect(DatabaseClock.open({ db: closed, log, own })).rejects.toThrow(/CONNECTION_ENDED|ended/);
});
