import { setTimeout as delay } from "node:timers/promises";
import { connect, disconnect } from "@atlas/db/connect";
import type { StackFile } from "@atlas/stack/stack-file";
import { Redis } from "ioredis";
import { type CDPSession, chromium, type Page } from "playwright";
import postgres from "postgres";
import { anywhere } from "./bench-city.ts";
import { atMost, info, type Measurement, quantile } from "./measurement.ts";
import { movingFleet } from "./moving-fleet.ts";
import { startWholeStack } from "./whole-stack.ts";

const DRIVERS = 10_000;
const CITY = "jakarta";
/** A phone of the middle class against a desktop, as Lighthouse has it. */
const THROTTLING = 4;
const PHONE = { width: 412, height: 915 };
const SECONDS = 30;
const MAX_MS = 50;
/** Until what a change of the view brings about is done: tiles, labels, their fading in. */
const SETTLE_MS = 6_000;

/** The page's views, by presses of the buttons of the map from the one before: districts at first, then the whole city, then streets. */
const VIEWS = [
  { name: "districts", button: null, presses: 0 },
  { name: "whole city", button: "Zoom out", presses: 2 },
  { name: "streets", button: "Zoom in", presses: 5 },
] as const;

/**
 * The operators' live map in a real browser, its processor throttled to a phone's, while 10,000 drivers move once a second: how long the main
 * thread is busy for each update, with everything that it does for it, from the socket's message to the frame.
 */
export async function benchLiveMap(): Promise<readonly Measurement[]> {
  await using opened = new AsyncDisposableStack();
  const { stack } = opened.adopt(await startWholeStack("bench-live-map"), (started) => started.stop());
  const sql = opened.adopt(postgres(stack.databaseUrl, { max: 2 }), (client) => client.end());
  const db = opened.adopt(connect(stack.databaseUrl, { applicationName: "bench", role: null, max: 2 }), disconnect);
  const redis = opened.adopt(new Redis(stack.redisUrl), (connection) => connection.disconnect());
  const driverIds = await insertDrivers(sql);
  const places = driverIds.map(anywhere);
  const drive = movingFleet({ db, redis, clock: () => new Date() }, { cityId: CITY, driverIds, places });
  await drive();
  const executablePath = process.env["ATLAS_CHROMIUM"];
  const browser = opened.adopt(
    await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    }),
    (launched) => launched.close(),
  );
  const page = await openMap(await browser.newPage({ viewport: PHONE, locale: "en-GB" }), stack);
  const session = await page.context().newCDPSession(page);
  // In time that the thread has run: what else the machine does is no cost of the page.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await session.send("Emulation.setCPUThrottlingRate", { rate: THROTTLING });

  const measured: Measurement[] = [];
  for (const { name, button, presses } of VIEWS) {
    for (let press = 0; press < presses; press += 1) {
      // A phone has gestures in their place; the buttons are there, and not in sight.
      await page.getByRole("button", { name: button ?? "", includeHidden: true }).dispatchEvent("click");
      await delay(1_000);
    }
    const quiet = await busyMsPerSecond(session, async () => undefined);
    const moving = await busyMsPerSecond(session, drive);
    console.log(
      `  ${name}: ${moving.map((ms) => Math.round(ms)).join(" ")} ms, nobody moves: ${Math.round(quantile(quiet, 0.5))} ms`,
    );
    measured.push(
      atMost(`live map, ${name}: main thread per update of 10,000 drivers, p50`, quantile(moving, 0.5), {
        unit: "ms",
        limit: MAX_MS,
      }),
      atMost(`live map, ${name}: main thread per update of 10,000 drivers, p95`, quantile(moving, 0.95), {
        unit: "ms",
        limit: MAX_MS,
      }),
      info(`live map, ${name}: main thread per second while nobody moves, p50`, quantile(quiet, 0.5), "ms"),
    );
  }
  return measured;
}

/** For each of so many seconds, each with one update of the fleet, how many milliseconds the main thread was busy. */
async function busyMsPerSecond(session: CDPSession, drive: () => Promise<void>): Promise<number[]> {
  await drive();
  await delay(SETTLE_MS);
  const busy: number[] = [];
  let before = await taskMs(session);
  for (let second = 0; second < SECONDS; second += 1) {
    const next = delay(1_000);
    await drive();
    await next;
    const now = await taskMs(session);
    busy.push(now - before);
    before = now;
  }
  return busy;
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
}

async function openMap(page: Page, { admin, accounts }: StackFile): Promise<Page> {
  await page.goto(admin);
  await page.getByLabel("E-mail").fill(accounts.admin.email);
  await page.getByLabel("Password", { exact: true }).fill(accounts.admin.password);
  await page.getByRole("form", { name: "Sign in" }).getByRole("button", { name: "Sign in" }).click();
  await page.locator('[data-map-ready="true"]').waitFor();
  await page.getByRole("group", { name: "What the map shows" }).getByText(String(DRIVERS)).waitFor();
  return page;
}

async function insertDrivers(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    WITH people AS (
      INSERT INTO users (id, name, email, role, city_id)
      SELECT uuidv7(), 'Driver ' || n, 'bench-' || n || '@example.test', 'driver', ${CITY}
      FROM generate_series(1, ${DRIVERS}::integer) AS n RETURNING id
    ), licensed AS (
      INSERT INTO drivers (id, city_id, availability) SELECT id, ${CITY}, 'available' FROM people RETURNING id
    )
    INSERT INTO vehicles (id, driver_id, vehicle_type, plate, model)
    SELECT uuidv7(), id, 'go-ride', 'B ' || right(id::text, 12), 'Bench' FROM licensed RETURNING driver_id AS id`;
  return rows.map(({ id }) => id);
}
