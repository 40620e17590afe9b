import { randomBytes } from "node:crypto";
import type { AppRouter } from "@atlas/api/router";
import { sessions } from "@atlas/db/schema/identity";
import { FlakyProxy } from "@atlas/faults/flaky-proxy";
import { startConsumer } from "@atlas/queue/consumer";
import { saveVehicle } from "@atlas/services/people/save-vehicle";
import { createTRPCClient, createWSClient, type TRPCClient, wsLink } from "@trpc/client";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Gateway } from "../start-gateway.ts";
import { startTestGateway, type TestGateway, type TestUser } from "../test-gateway.ts";

const OLD_PHONE = { lat: -6.2, lng: 106.82 };
/** Near enough to be believed of the same car. */
const NEW_PHONE = { lat: -6.2001, lng: 106.8201 };
const REFUSED = { data: { atlasCode: "SESSION_TAKEN_OVER", httpStatus: 409 } };

const opened = new AsyncDisposableStack();
let atlas: TestGateway;
let other: Gateway;

beforeAll(async () => {
  atlas = opened.use(await startTestGateway());
  other = await atlas.addGateway();
});
afterAll(async () => {
  await opened.disposeAsync();
});

type Client = TRPCClient<AppRouter>;

/** One phone: an own socket, and what it hears of the driver's others. */
interface Phone {
  readonly rpc: Client;
  readonly send: (at?: typeof OLD_PHONE) => Promise<unknown>;
  /** Resolves once the phone is notified. */
  readonly untilNotified: (isTakenOver: boolean) => Promise<void>;
  /** All its notifications. */
  readonly heard: boolean[];
}

async function openPhone(gateway: Pick<Gateway, "url">, token: string, at = OLD_PHONE): Promise<Phone> {
  const client = createWSClient({
    url: `${gateway.url.replace("http", "ws")}/trpc`,
    WebSocket: globalThis.WebSocket,
    connectionParams: () => Promise.resolve({ token }),
  });
  opened.defer(() => client.close());
  const rpc = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
  const heard: boolean[] = [];
  const waiting = new Set<() => void>();
  const first = Promise.withResolvers<void>();
  rpc.tracker.watchSendingPhone.subscribe(undefined, {
    onData: ({ isTakenOver }) => {
      heard.push(isTakenOver);
      first.resolve();
      for (const check of waiting) check();
    },
    onError: first.reject,
  });
  await first.promise;
  return {
    rpc,
    heard,
    send: (place = at) => rpc.tracker.updateLocation.mutate({ ...place, ageMs: 0 }),
    untilNotified: (isTakenOver) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (heard.at(-1) === isTakenOver) resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

async function newDriver(gateway = atlas): Promise<TestUser> {
  const driver = await gateway.createUser("driver");
  const plate = `B ${driver.userId.slice(-6)}`;
  const actor = { userId: driver.userId, role: "driver" } as const;
  await saveVehicle(gateway.gateway.services, actor, { vehicleType: "go-ride", plate, model: "Vario" });
  return driver;
}

/** One more session of the driver, newer than all others. */
async function signInAgain({ userId }: TestUser, gateway = atlas): Promise<string> {
  const token = randomBytes(24).toString("base64url");
  const now = gateway.gateway.services.clock().getTime();
  const id = uuidv7({ msecs: now + 1 });
  await gateway.db.insert(sessions).values({ id, userId, token, expiresAt: new Date(now + 3_600_000) });
  return token;
}

const taken = { accepted: true };

test("the newer phone takes over by sending; the older is notified at once, refused over any gateway, and may take back", async () => {
  const places: { lat: number; lng: number }[] = [];
  const driver = await newDriver();
  const old = await openPhone(atlas, driver.token);
  await old.rpc.tracker.setAvailability.mutate({ isAvailable: true });
  expect(await old.send()).toEqual(taken);

  const phone = await openPhone(other, await signInAgain(driver), NEW_PHONE);
  expect(await phone.send()).toEqual(taken);
  await old.untilNotified(true);
  await expect(old.send()).rejects.toMatchObject(REFUSED);
  const batch = { pings: [OLD_PHONE, OLD_PHONE].map((place) => ({ ...place, ageMs: 0 })) };
  const rejected = [0, 1].map((index) => ({ index, code: "SESSION_TAKEN_OVER" }));
  expect(await old.rpc.tracker.updateLocations.mutate(batch)).toEqual({ accepted: 0, rejected });
  const oldElsewhere = await openPhone(other, driver.token);
  expect(oldElsewhere.heard).toEqual([true]);
  await expect(oldElsewhere.send()).rejects.toMatchObject(REFUSED);
  const post = { user_id: driver.userId, latitude: -6.2, longitude: 106.82, timestamp: new Date().toISOString() };
  const reply = await driver.rest("POST", "/driver/location", post);
  expect([reply.status, await reply.json()]).toMatchObject([409, { error: { code: "SESSION_TAKEN_OVER" } }]);
  expect(await phone.send()).toEqual(taken);

  // All the rest goes on with the phone that lost.
  expect(await old.rpc.driver.profile.query()).toMatchObject({ status: "available" });
  await old.rpc.tracker.setAvailability.mutate({ isAvailable: true, autoAccept: true });
  expect([old.heard.at(-1), phone.heard.at(-1)]).toEqual([true, false]);

  expect(await old.rpc.tracker.takeOverSending.mutate()).toEqual({ isTakenOver: false });
  await Promise.all([old.untilNotified(false), phone.untilNotified(true)]);
  expect(await old.send()).toEqual(taken);
  await expect(phone.send()).rejects.toMatchObject(REFUSED);

  // What was refused is nobody's position: only accepted ones are forwarded.
  const arrived = Promise.withResolvers<void>();
  const consumer = startConsumer(
    "driver-gps",
    async ({ pings }) => {
      places.push(...pings.filter(({ driverId }) => driverId === driver.userId).map(({ lat, lng }) => ({ lat, lng })));
      if (places.length >= 4) arrived.resolve();
    },
    {
      redisUrl: z.string().parse(process.env["ATLAS_TEST_REDIS_URL"]),
      prefix: atlas.cityId,
      moveToDeadLetters: () => Promise.resolve(),
      onError: () => {},
    },
  );
  await arrived.promise;
  await consumer.close(2_000);
  expect(places.toSorted((a, b) => a.lng - b.lng)).toEqual([OLD_PHONE, OLD_PHONE, NEW_PHONE, NEW_PHONE]);
});

test("the older phone takes over by going online, and a sign-out frees the place", async () => {
  const driver = await newDriver();
  const old = await openPhone(atlas, driver.token);
  const token = await signInAgain(driver);
  const phone = await openPhone(other, token, NEW_PHONE);
  await phone.rpc.tracker.setAvailability.mutate({ isAvailable: true });
  await old.untilNotified(true);
  await expect(old.send()).rejects.toMatchObject(REFUSED);
  await old.rpc.tracker.setAvailability.mutate({ isAvailable: false });
  await old.rpc.tracker.setAvailability.mutate({ isAvailable: true });
  await Promise.all([old.untilNotified(false), phone.untilNotified(true)]);
  expect(await old.send()).toEqual(taken);
  await phone.rpc.tracker.takeOverSending.mutate();
  await old.untilNotified(true);
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  await fetch(`${atlas.url}/auth/driver/sign-out`, { method: "POST", headers, body: "{}" });
  await old.untilNotified(false);
  expect(await old.rpc.driver.profile.query()).toMatchObject({ status: "offline" });
  expect(await old.send()).toEqual(taken);
});

test("one phone that connects again, over whichever gateway, and a service that sends too never hear of it", async () => {
  const [driver, service] = [await newDriver(), await atlas.createUser("service")];
  const phone = await openPhone(atlas, driver.token);
  await phone.rpc.tracker.setAvailability.mutate({ isAvailable: true });
  expect(await phone.send()).toEqual(taken);
  const again = await openPhone(other, driver.token);
  expect(await again.send()).toEqual(taken);
  const ping = { ...OLD_PHONE, ageMs: 0, driverId: driver.userId };
  expect(await service.rpc.tracker.updateLocation.mutate(ping)).toEqual(taken);
  expect(await phone.send()).toEqual(taken);
  expect([...phone.heard, ...again.heard]).toEqual([false, false]);
});

test("while Redis is away both phones are believed, and one of them is again once it is back", async () => {
  await using proxy = await FlakyProxy.before(z.string().parse(process.env["ATLAS_TEST_REDIS_URL"]));
  await using own = await startTestGateway({ redisUrl: proxy.url });
  const driver = await newDriver(own);
  const token = await signInAgain(driver, own);
  const send = async (bearer: string): Promise<number> => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${bearer}` };
    const body = JSON.stringify({ ...OLD_PHONE, ageMs: 0 });
    return (await fetch(`${own.url}/trpc/tracker.updateLocation`, { method: "POST", headers, body })).status;
  };
  await proxy.cut();
  expect([await send(driver.token), await send(token), await send(driver.token)]).toEqual([200, 200, 200]);
  await proxy.mend();
  await expect.poll(async () => [await send(token), await send(driver.token)], { timeout: 15_000 }).toEqual([200, 409]);
});
