import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { drivers } from "@atlas/db/schema/drivers";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { connectRedis } from "@atlas/queue/connect-redis";
import { credentials, sessions } from "@atlas/db/schema/identity";
import { hashPassword } from "@atlas/services/identity/password-hash";
import { saveVehicle } from "@atlas/services/people/save-vehicle";
import { sweepEndedSessions } from "@atlas/services/ops/sweep-ended-sessions";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import type { Gateway } from "../start-gateway.ts";
import { startTestGateway, type TestGateway } from "../test-gateway.ts";
import { openSignedInSocket, statusOfMe } from "./signed-in-fixture.ts";
import { SessionEnds } from "./session-ends.ts";
import { CookieSigner } from "./cookie-signer.ts";
import { SessionReader } from "./session-reader.ts";

const HERE = { lat: -6.2, lng: 106.82 };

let atlas: TestGateway;
let other: Gateway;

beforeAll(async () => {
  atlas = await startTestGateway();
  other = await atlas.addGateway();
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
});

async function post(url: string, body: unknown, token?: string): Promise<Response> {
  const bearer = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { "content-type": "application/json", ...bearer };
  return await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

interface Phone {
  readonly token: string;
  readonly userId: string;
}

/** A driver who is signed in, has a vehicle and is online. */
async function onlineDriver(): Promise<Phone> {
  const { token, userId } = await atlas.createUser("driver");
  const plate = `B ${randomBytes(4).toString("hex").toUpperCase()}`;
  const actor = { userId, role: "driver" } as const;
  await saveVehicle(atlas.gateway.services, actor, { vehicleType: "go-ride", plate, model: "Vario" });
  const online = { isAvailable: true, autoAccept: true };
  expect((await post(`${atlas.url}/trpc/tracker.setAvailability`, online, token)).status).toBe(200);
  return { token, userId };
}

/** One more session of the driver. */
async function signInAgain({ userId }: Phone): Promise<string> {
  const { clock, newId } = atlas.gateway.services;
  const token = randomBytes(24).toString("base64url");
  await atlas.db
    .insert(sessions)
    .values({ id: newId(), userId, token, expiresAt: new Date(clock().getTime() + 3_600_000) });
  return token;
}

async function signOut(token: string): Promise<void> {
  expect((await post(`${atlas.url}/auth/driver/sign-out`, {}, token)).status).toBe(200);
}

async function availabilityOf({ userId }: Phone): Promise<string | undefined> {
  const [driver] = await atlas.db.select().from(drivers).where(eq(drivers.id, userId));
  return driver?.availability;
}

test("a sign-out takes the driver offline, closes the sockets of every gateway and ends the token on each", async () => {
  const phone = await onlineDriver();
  const sockets = [await openSignedInSocket(atlas, phone.token), await openSignedInSocket(other, phone.token)];
  expect(await statusOfMe(other, phone.token)).toBe(200);
  await signOut(phone.token);
  expect(await availabilityOf(phone)).toBe("offline");
  // Both within the test's time; the re-check of all sockets comes after it.
  expect(await Promise.all(sockets.map(async ({ closed }) => closed))).toEqual([4_401, 4_401]);
  expect([await statusOfMe(atlas, phone.token), await statusOfMe(other, phone.token)]).toEqual([401, 401]);
});

test("a session that another one revokes ends everywhere, and its driver's work with it", async () => {
  const phone = await onlineDriver();
  const laptop = await signInAgain(phone);
  const socket = await openSignedInSocket(other, phone.token);
  const own = { id: atlas.gateway.services.newId(), userId: phone.userId, accountId: phone.userId };
  const hash = await hashPassword("correct horse battery");
  await atlas.db.insert(credentials).values({ ...own, providerId: "credential", password: hash });
  const elsewhere = post(`${atlas.url}/trpc/account.signOutElsewhere`, { password: "correct horse battery" }, laptop);
  expect((await elsewhere).status).toBe(200);
  expect(await socket.closed).toBe(4_401);
  expect([await statusOfMe(other, phone.token), await availabilityOf(phone)]).toEqual([401, "offline"]);
  expect(await statusOfMe(other, laptop)).toBe(200);
});

test("a session that was deleted in the database ends everywhere with the worker's next sweep", async () => {
  const phone = await onlineDriver();
  const sockets = [await openSignedInSocket(atlas, phone.token), await openSignedInSocket(other, phone.token)];
  await atlas.db.delete(sessions).where(eq(sessions.token, phone.token));
  expect(await availabilityOf(phone)).toBe("available");
  await sweepEndedSessions(atlas.gateway.services);
  expect(await Promise.all(sockets.map(async ({ closed }) => closed))).toEqual([4_401, 4_401]);
  expect([await statusOfMe(other, phone.token), await availabilityOf(phone)]).toEqual([401, "offline"]);
});

test.each(["http", "socket"])("a driver whose other session sends over %s stays online", async (transport) => {
  const phone = await onlineDriver();
  const second = await signInAgain(phone);
  const fix = { ...HERE, recordedAt: atlas.gateway.services.clock().toISOString() };
  if (transport === "http") {
    expect((await post(`${atlas.url}/trpc/tracker.updateLocation`, fix, second)).status).toBe(200);
  } else {
    const socket = new WebSocket(`${atlas.url.replace("http", "ws")}/trpc?connectionParams=1`);
    await once(socket, "open");
    const reply = once(socket, "message");
    socket.send(JSON.stringify({ method: "connectionParams", data: { token: second } }));
    const params = { path: "tracker.updateLocation", input: fix };
    socket.send(JSON.stringify({ id: 1, method: "mutation", params }));
    expect(String((await reply)[0])).toContain('"accepted":true');
  }
  await signOut(phone.token);
  expect(await availabilityOf(phone)).toBe("available");
  await signOut(second);
  expect(await availabilityOf(phone)).toBe("offline");
});

test("an end that was not heard while Redis was away counts as soon as it is back", async () => {
  const { token } = await atlas.createUser("rider");
  const reader = new SessionReader({
    db: atlas.db,
    signer: new CookieSigner("unused"),
    clock: () => new Date(),
    isDemo: true,
  });
  await using proxy = await FlakyProxy.before(z.string().parse(process.env["ATLAS_TEST_REDIS_URL"]));
  const subscriber = connectRedis(proxy.url, { use: "subscriber", name: "atlas-test-ends", onError: () => {} });
  try {
    const ends = await SessionEnds.open(subscriber, reader);
    const { promise: gap, resolve: onGap } = Promise.withResolvers<void>();
    ends.listen({ onEnd: () => {}, onGap });
    await proxy.cut();
    expect(await reader.byToken(token)).not.toBeNull();
    await atlas.db.delete(sessions).where(eq(sessions.token, token));
    // Nobody has said so, and what is remembered is younger than ten seconds.
    expect(await reader.byToken(token)).not.toBeNull();
    await proxy.mend();
    await gap;
    expect(await reader.byToken(token)).toBeNull();
  } finally {
    // In order behind the subscription made again, which nobody else awaits.
    await subscriber.quit();
  }
});

/** A masked text frame of at most 65,535 bytes, as a browser would send it; the mask is zero. */
function frame(message: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(message));
  const head = Buffer.from([0x81, 0x80 | 126, text.length >> 8, text.length & 0xff, 0, 0, 0, 0]);
  return Buffer.concat([head, text]);
}

test("a client that does not close its side is not heard any more, and cut off", async () => {
  const phone = await onlineDriver();
  const { hostname, port } = new URL(atlas.url);
  const raw = connectTcp(Number(port), hostname);
  const upgrade = ["GET /trpc?connectionParams=1 HTTP/1.1", `Host: ${hostname}`, "Connection: Upgrade"];
  const key = `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`;
  raw.write([...upgrade, "Upgrade: websocket", "Sec-WebSocket-Version: 13", key, "", ""].join("\r\n"));
  await once(raw, "data");
  raw.write(frame({ method: "connectionParams", data: { token: phone.token } }));
  raw.write(frame({ id: 1, method: "query", params: { path: "account.me" } }));
  await once(raw, "data");
  const gone = once(raw, "close");
  const notified = once(raw, "data");
  await signOut(phone.token);
  await notified;
  const input = { isAvailable: false, autoAccept: false };
  raw.write(frame({ id: 2, method: "mutation", params: { path: "tracker.setAvailability", input } }));
  await gone;
  const [driver] = await atlas.db.select().from(drivers).where(eq(drivers.id, phone.userId));
  expect(driver?.autoAccept).toBe(true);
});
