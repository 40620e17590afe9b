import { createHash, randomInt } from "node:crypto";
import { once } from "node:events";
import { knownDevices } from "@atlas/db/schema/devices";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trimKnownDevices } from "@atlas/services/devices/known-devices";
import { connectRedis } from "@atlas/queue/connect-redis";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { type SignInAttempt, SignInLimit } from "./sign-in-limit.ts";

const PASSWORD = "correct horse battery";
/** Redis remembers addresses from one run to the next. */
const NET = `198.${18 + randomInt(2)}.${randomInt(256)}`;
const HOME = `${NET}.1`;
const STRANGER = `${NET}.2`;

let atlas: TestGateway;
beforeAll(async () => {
  atlas = await startTestGateway({ clientIpHeader: "x-client" });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

interface Caller {
  readonly address: string;
  readonly cookie?: string;
}

async function post(path: string, body: object, { address, cookie }: Caller): Promise<Response> {
  const headers = { "content-type": "application/json", origin: atlas.origins.web, "x-client": address };
  const kept = cookie === undefined ? {} : { cookie };
  return await fetch(`${atlas.url}/auth/web${path}`, {
    method: "POST",
    headers: { ...headers, ...kept },
    body: JSON.stringify(body),
  });
}

async function signIn(email: string, password: string, caller: Caller): Promise<Response> {
  return await post("/sign-in/email", { email, password }, caller);
}

/** Somebody who has signed in at home once; what their browser keeps of it when they are signed out. */
async function owner(name: string): Promise<{ readonly email: string; readonly cookie: string }> {
  const email = `${name}-${atlas.cityId}@example.test`;
  await atlas.openAccount("rider", { name, email, password: PASSWORD });
  const signedIn = await signIn(email, PASSWORD, { address: HOME });
  expect(signedIn.status).toBe(200);
  const line = signedIn.headers.getSetCookie().find((cookie) => cookie.startsWith("atlas-web.device=")) ?? "";
  return { email, cookie: line.split(";", 1)[0] ?? "" };
}

test("a stranger's wrong passwords shut out the stranger, and neither the owner's device nor a new one of theirs", async () => {
  const { email, cookie } = await owner("ani");
  await usedUp({ email, address: STRANGER }, 9);
  expect((await signIn(email, "guess", { address: STRANGER })).status).toBe(401);
  expect((await signIn(email, PASSWORD, { address: STRANGER })).status).toBe(429);
  expect((await signIn(email, PASSWORD, { address: HOME })).status).toBe(200);
  // In the same café, behind one address.
  expect((await signIn(email, PASSWORD, { address: STRANGER, cookie })).status).toBe(200);
});

test("a known device has a limit of its own, and is known for its own account only", async () => {
  const [{ email, cookie }, other] = [await owner("bayu"), await owner("citra")];
  const token = cookie.replace(/^.*=/, "").split(".")[0] ?? "";
  const device = createHash("sha256").update(token).digest("base64url");
  await usedUp({ email, address: HOME, device }, 9);
  expect((await signIn(email, "guess", { address: HOME, cookie })).status).toBe(401);
  expect((await signIn(email, PASSWORD, { address: HOME, cookie })).status).toBe(429);
  await usedUp({ email: other.email, address: `${NET}.12` });
  expect((await signIn(other.email, PASSWORD, { address: `${NET}.12`, cookie })).status).toBe(429);
  const own = { address: `${NET}.12`, cookie: other.cookie };
  expect((await signIn(other.email, PASSWORD, own)).status).toBe(200);
});

test("a computer that two share is known to the person who signed in last, and its cookie guesses at nobody else", async () => {
  const [first, second] = [await owner("eko"), await owner("farah")];
  const shared = { address: HOME, cookie: first.cookie };
  const signedIn = await signIn(second.email, PASSWORD, shared);
  const line = signedIn.headers.getSetCookie().find((cookie) => cookie.startsWith("atlas-web.device=")) ?? "";
  const cookie = line.split(";", 1)[0] ?? "";
  expect([signedIn.status, cookie === first.cookie]).toEqual([200, false]);
  const address = `${NET}.14`;
  await usedUp({ email: first.email, address });
  // Neither what the browser has now nor what somebody copied from it before.
  for (const kept of [cookie, first.cookie]) {
    expect((await signIn(first.email, PASSWORD, { address, cookie: kept })).status).toBe(429);
  }
  await usedUp({ email: second.email, address });
  expect((await signIn(second.email, PASSWORD, { address, cookie })).status).toBe(200);
});

test("a device cookie that nobody signed, or that is forgotten, makes nothing known", async () => {
  const { email, cookie } = await owner("dewi");
  const address = `${NET}.13`;
  await usedUp({ email, address });
  const forged = cookie.replace(/\.[^.]*$/, `.${"x".repeat(43)}`);
  expect((await signIn(email, PASSWORD, { address, cookie: forged })).status).toBe(429);
  await atlas.db.execute(sql`UPDATE known_devices SET last_seen_at = clock.now() - interval '401 days'`);
  await trimKnownDevices({ db: atlas.db });
  expect(await atlas.db.select().from(knownDevices)).toEqual([]);
  expect((await signIn(email, PASSWORD, { address, cookie })).status).toBe(429);
});

/** As wrong passwords leave it. */
async function usedUp(attempt: SignInAttempt, times = 10): Promise<void> {
  await withLimit(async (limit) => {
    for (let tried = 0; tried < times; tried += 1) await limit.count(attempt);
  });
}

/** On the servers of the gateway, without a password to check for each. */
async function withLimit(run: (limit: SignInLimit) => Promise<void>): Promise<void> {
  const url = z.string().parse(process.env["ATLAS_TEST_REDIS_URL"]);
  const redis = connectRedis(url, { use: "counter", name: "atlas-test-limit", onError: () => {} });
  try {
    await once(redis, "ready");
    await run(new SignInLimit(redis));
  } finally {
    redis.disconnect();
  }
}

describe("the counts", () => {
  const refused = expect.objectContaining({ code: "RATE_LIMITED" });

  test("guesses from many addresses are bounded, which a known device does not feel", async () => {
    await withLimit(async (limit) => {
      const email = `many-${atlas.cityId}@example.test`;
      for (let from = 0; from < 100; from += 1) await limit.count({ address: `192.0.2.${from}`, email });
      await expect(limit.count({ address: HOME, email })).rejects.toEqual(refused);
      await limit.count({ address: HOME, email, device: "hash" });
    });
  });

  test("a stranger who is refused at their address uses up nothing of what all share", async () => {
    await withLimit(async (limit) => {
      const email = `one-${atlas.cityId}@example.test`;
      for (let tried = 0; tried < 10; tried += 1) await limit.count({ address: `${NET}.10`, email });
      for (let tried = 0; tried < 90; tried += 1) {
        await expect(limit.count({ address: `${NET}.10`, email })).rejects.toEqual(refused);
      }
      for (let from = 0; from < 90; from += 1) await limit.count({ address: `192.0.3.${from}`, email });
      await expect(limit.count({ address: HOME, email })).rejects.toEqual(refused);
    });
  });

  test("the addresses of one IPv6 network are one", async () => {
    await withLimit(async (limit) => {
      const email = `six-${atlas.cityId}@example.test`;
      for (let from = 0; from < 10; from += 1) await limit.count({ address: `2001:db8:1:2::${from}`, email });
      await expect(limit.count({ address: "2001:db8:1:2:ffff::1", email })).rejects.toEqual(refused);
      await limit.count({ address: "2001:db8:1:3::1", email });
    });
  });

  test("a success forgives its own place only, and costs strangers' share nothing", async () => {
    await withLimit(async (limit) => {
      const email = `ok-${atlas.cityId}@example.test`;
      for (let tried = 0; tried < 200; tried += 1) {
        const attempt = { address: `192.0.4.${tried}`, email };
        await limit.count(attempt);
        await limit.forgive(attempt);
      }
      for (let tried = 0; tried < 10; tried += 1) await limit.count({ address: `${NET}.11`, email });
      await limit.forgive({ address: HOME, email });
      await expect(limit.count({ address: `${NET}.11`, email })).rejects.toEqual(refused);
    });
  });
});
