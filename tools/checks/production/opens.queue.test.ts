import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { parseEnv } from "node:util";
import { ledgerSettlements } from "@atlas/db/schema/ledger";
import { credentials, sessions, users } from "@atlas/db/schema/identity";
import { orders } from "@atlas/db/schema/orders";
import { seedDemo } from "@atlas/services/demo/seed-demo";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { type RunningProcess, startProduction } from "./run-process-fixture.ts";
import { type EmptyHost, openEmptyHost } from "./setup-fixture.ts";

// Whole processes start here, one after the other.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const CITY = ["--city-id", "sabang", "--city-name", "Sabang", "--timezone", "Asia/Jakarta", "--locale", "id"];
const WHOLE = [...CITY, "--currency", "IDR", "--bounds", "95.2,5.8,95.4,5.95", "--owner", "Owner@Example.com"];
const ADMIN = "https://admin.atlas.example.com";
const PASSWORD = "nine-Lanterns-on-the-quay";
const WAIT = { timeout: 30_000, interval: 100 };

let host: EmptyHost;
let running: AsyncDisposableStack;
let gateway: string;
beforeAll(async () => {
  host = await openEmptyHost();
  running = new AsyncDisposableStack();
});
afterAll(async () => {
  await running.disposeAsync();
  await host[Symbol.asyncDispose]();
});

/** What gateway and worker get: the file that setup wrote, and their own log-ins. */
async function serversEnv(): Promise<Record<string, string>> {
  const file = parseEnv(await readFile(host.envFile, "utf8"));
  const { ATLAS_SERVERS_DATABASE_URL: DATABASE_URL = "", ATLAS_AUTH_DATABASE_URL = "", REDIS_URL = "" } = host.env;
  const { BETTER_AUTH_SECRET = "", ATLAS_LEDGER_SIGNING_KEY = "", ATLAS_LINK_SECRET = "", ATLAS_DOMAIN = "" } = file;
  return {
    DATABASE_URL,
    ATLAS_AUTH_DATABASE_URL,
    REDIS_URL,
    BETTER_AUTH_SECRET,
    ATLAS_LEDGER_SIGNING_KEY,
    ATLAS_LINK_SECRET,
    ATLAS_MAIL_DIR: `${host.envFile}-mail`,
    WEB_URL: `https://${ATLAS_DOMAIN}`,
    DRIVER_URL: `https://driver.${ATLAS_DOMAIN}`,
    ADMIN_URL: `https://admin.${ATLAS_DOMAIN}`,
    ATLAS_GATEWAY_URL: `https://api.${ATLAS_DOMAIN}`,
    LOG_LEVEL: "info",
  };
}

async function start(app: "gateway" | "worker"): Promise<RunningProcess> {
  const started = running.use(await startProduction(app, await serversEnv()));
  if (!started.isRunning) throw new Error(started.said);
  return started;
}

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${gateway}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

async function signIn(app: string, email: string, password: string): Promise<Response> {
  return await post(`/auth/${app}/sign-in/email`, { email, password });
}

/** The owner, signed in as after the code of an authenticator app. */
async function asOwner(): Promise<Record<string, string>> {
  const token = await tokenOf(await signIn("admin", "owner@example.com", PASSWORD));
  const own = eq(sessions.token, token.split(".", 1)[0] ?? "");
  await host.db.update(sessions).set({ secondFactor: "totp" }).where(own);
  return bearer(token);
}

async function tokenOf(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  return z.object({ token: z.string() }).parse(await response.json()).token;
}

async function setPassword(token: string, password = PASSWORD): Promise<number> {
  return (await post("/auth/admin/reset-password", { token, newPassword: password })).status;
}

test("setup changes nothing while something is not sound, and says what", async () => {
  const open = await host.setUp({}, { REDIS_URL: process.env["ATLAS_TEST_REDIS_URL"] ?? "" });
  expect(open).toMatchObject({ isDone: false, token: null });
  expect(open.said).toContain("Redis lets anybody in");
  const away = await host.setUp({}, { DATABASE_URL: "postgres://nobody:secret-of-nobody@127.0.0.1:1/atlas" });
  expect(away).toMatchObject({ isDone: false, token: null });
  expect(away.said).toContain("Postgres does not respond");
  expect(away.said).not.toContain("secret-of-nobody");
  const demo = await host.setUp({}, { ATLAS_DEMO: "1" });
  expect(demo).toMatchObject({ isDone: false, token: null });
  const tables = await host.db.execute(sql`SELECT FROM pg_tables WHERE schemaname = 'public'`);
  expect(tables).toHaveLength(0);
});

test("a production opens from nothing, and again what is there stays", async () => {
  const first = await host.command(WHOLE);
  expect(first.said).toContain("Sabang is open");
  expect(first.isDone).toBe(true);
  expect((await stat(host.envFile)).mode & 0o777).toBe(0o600);
  const file = await readFile(host.envFile, "utf8");

  const again = await host.setUp();
  expect(again.isDone).toBe(true);
  expect(again.said).toContain("Sabang: there already");
  expect(await readFile(host.envFile, "utf8")).toBe(file);
  expect(again.token).not.toBe(first.token);

  gateway = (await start("gateway")).url;
  await start("worker");
  expect(await setPassword(first.token ?? "")).toBeGreaterThanOrEqual(400);
  expect((await signIn("admin", "owner@example.com", PASSWORD)).status).toBe(401);
  expect(await setPassword(again.token ?? "")).toBe(200);
  expect(await setPassword(again.token ?? "", "eight-Lanterns-on-the-quay")).toBeGreaterThanOrEqual(400);
  await tokenOf(await signIn("admin", "owner@example.com", PASSWORD));
  expect((await signIn("admin", "owner@example.com", "eight-Lanterns-on-the-quay")).status).toBe(401);

  expect(await host.setUp()).toMatchObject({ isDone: true, token: null });
  const other = await host.operator(["add", "second@example.com", "--role", "viewer"]);
  expect(await setPassword(other.token ?? "")).toBe(200);
});

test("a trip goes through the books of the city that setup made", async () => {
  const lacking = bearer(await tokenOf(await signIn("admin", "owner@example.com", PASSWORD)));
  expect((await fetch(`${gateway}/admin/staff`, { headers: lacking })).status).toBe(403);
  const admin = await asOwner();
  const [rider, driver] = [await addPerson("rider", "web"), await addPerson("driver", "driver")];
  for (const { userId } of [rider, driver]) {
    const credit = { user_id: userId, amount: 100_000, reference_id: `at-the-desk-${userId}`, reason: "cash" };
    expect((await post("/wallet/credit", credit, admin)).status).toBe(200);
  }
  const vehicle = { vehicleType: "go-ride", plate: "BL 1 SB", model: "Test" };
  expect((await post("/trpc/driver.saveVehicle", vehicle, driver.as)).status).toBe(200);
  const here = { user_id: driver.userId, latitude: 5.87, longitude: 95.3, timestamp: new Date().toISOString() };
  expect((await post("/driver/location", here, driver.as)).status).toBe(200);
  const seen = `${gateway}/driver/location?driver_id=${driver.userId}`;
  await vi.waitFor(async () => expect((await fetch(seen, { headers: admin })).status).toBe(200), WAIT);
  const journey = { pickup_lat: 5.87, pickup_long: 95.3, dropoff_lat: 5.89, dropoff_long: 95.32 };
  const ordered = await post("/customer/order", { user_id: rider.userId, ...journey }, rider.as);
  expect(ordered.status).toBe(200);
  const orderId = z.object({ order_id: z.string() }).parse(await ordered.json()).order_id;
  const ask = { passenger_id: rider.userId, ...journey, vehicle_type: "go-ride" };
  expect((await post("/customer/ride/request", ask, rider.as)).status).toBe(200);
  const statusOf = async (): Promise<unknown> =>
    (await host.db.select().from(orders).where(eq(orders.id, orderId)))[0]?.status;
  await vi.waitFor(async () => expect(await statusOf()).toBe("MATCHED"), WAIT);
  for (const status of ["ARRIVED", "STARTED", "FINISHED"]) {
    const body = JSON.stringify({ order_id: orderId, driver_id: driver.userId, status });
    const headers = { "content-type": "application/json", ...driver.as };
    expect((await fetch(`${gateway}/driver/order/status`, { method: "PUT", headers, body })).status).toBe(200);
  }
  const settlements = host.db.select().from(ledgerSettlements).where(eq(ledgerSettlements.orderId, orderId));
  await vi.waitFor(async () => expect(await settlements).toHaveLength(1), WAIT);
});

test("nobody tops up without a payment, and what a client says of the way it came changes nothing", async () => {
  const rider = bearer(await tokenOf(await signIn("web", "rider@example.com", PASSWORD)));
  const topUp = { amountMinor: 50_000, idempotencyKey: "without-a-payment" };
  expect((await post("/trpc/wallet.topUp", topUp, rider)).status).toBe(403);
  const owner = { email: "owner@example.com", password: PASSWORD };
  const tricks = { "x-forwarded-proto": "http", "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1" };
  const signedIn = await post("/auth/admin/sign-in/email", owner, { ...tricks, origin: ADMIN });
  expect(signedIn.headers.get("set-cookie")).toMatch(/^__Host-atlas-admin\.session_token=.*Secure/);
  for (const origin of ["http://admin.atlas.example.com", "http://localhost:3002", "https://atlas.example.com"]) {
    expect((await post("/auth/admin/sign-in/email", owner, { ...tricks, origin })).status).toBe(403);
  }
  // Nothing of a demo is served: no mailbox, and no sign-up of an operator.
  for (const path of ["/mailbox", "/auth/web/mailbox", "/demo", "/auth/admin/sign-up/email"]) {
    expect((await fetch(`${gateway}${path}`)).status).toBe(404);
  }
});

test("of a demo that is over nothing opens, by password, token or a row that somebody puts back", async () => {
  const accounts = await seedDemo(host.env["DATABASE_URL"] ?? "");
  const tokens = await host.db.transaction(async (tx) => {
    const demo = await tx.select({ userId: users.id }).from(users).where(eq(users.isDemo, true));
    const expiresAt = new Date(Date.now() + 3_600_000);
    const proven = { expiresAt, secondFactor: "totp" as const };
    const rows = demo.map(({ userId }) => ({ id: randomUUID(), userId, token: randomUUID(), ...proven }));
    await tx.insert(sessions).values(rows);
    return rows.map(({ token }) => token);
  });
  const isIn = async (token: string): Promise<boolean> =>
    (await fetch(`${gateway}/trpc/account.me`, { headers: bearer(token) })).status === 200;
  const whoIsIn = async (): Promise<boolean[]> => Promise.all(tokens.map(isIn));
  const tryPasswords = async (): Promise<void> => {
    const { rider, driver, admin, service } = accounts;
    const all = [
      ["web", rider],
      ["driver", driver],
      ["admin", admin],
      ["admin", service],
    ] as const;
    for (const [app, { email, password }] of all) expect((await signIn(app, email, password)).status).toBe(401);
  };
  // As anyone who writes to the database could leave it: the accounts are open behind a production's back.
  await tryPasswords();
  expect(await whoIsIn()).toEqual([true, true, true, true]);

  expect((await host.setUp()).said).toContain("4 accounts of the demo that was here are closed");
  await tryPasswords();
  await vi.waitFor(async () => expect(await whoIsIn()).toEqual([false, false, false, false]), WAIT);
  await host.db.execute(sql`UPDATE credentials SET provider_id = 'credential' WHERE provider_id = 'past-demo'`);
  await tryPasswords();
  await tokenOf(await signIn("admin", "owner@example.com", PASSWORD));
});

test("a bug tells its caller an id, and nothing of what happened", async () => {
  const admin = await asOwner();
  await host.db.execute(sql`ALTER TABLE city_settings RENAME TO settings_elsewhere`);
  const responses = await Promise.all(
    ["/admin/cities/sabang/settings", `/trpc/city.settings?input=${encodeURIComponent('{"cityId":"sabang"}')}`].map(
      async (path) => fetch(`${gateway}${path}`, { headers: admin }),
    ),
  );
  await host.db.execute(sql`ALTER TABLE settings_elsewhere RENAME TO city_settings`);
  for (const response of responses) {
    expect(response.status).toBe(500);
    const said = await response.text();
    expect(said).toMatch(/Something went wrong on our side \(error [0-9a-f-]{36}\)\./);
    expect(said).not.toMatch(/city_settings|SELECT|relation|stack|\.ts\b|node_modules|PostgresError/);
  }
});

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Somebody of the new city with the owner's password: how people sign up by mail has tests of its own. */
async function addPerson(
  role: "rider" | "driver",
  app: string,
): Promise<{ userId: string; as: Record<string, string> }> {
  const [owner] = await host.db
    .select({ password: credentials.password })
    .from(credentials)
    .innerJoin(users, eq(users.id, credentials.userId))
    .where(eq(users.email, "owner@example.com"));
  const [userId, email] = [randomUUID(), `${role}@example.com`];
  const credential = {
    id: userId,
    userId,
    accountId: userId,
    providerId: "credential",
    password: owner?.password ?? "",
  };
  await host.db.insert(users).values({ id: userId, name: role, email, role, cityId: "sabang", emailVerified: true });
  await host.db.insert(credentials).values(credential);
  return { userId, as: bearer(await tokenOf(await signIn(app, email, PASSWORD))) };
}
