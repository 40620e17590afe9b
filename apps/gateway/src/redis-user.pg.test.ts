import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { REDIS_USER, redisUserRules } from "@atlas/queue/redis-user";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startTestGateway, type TestGateway } from "./test-gateway.ts";
import { nextPings, workOff } from "./test-worker.ts";

const JOURNEY = { pickup_long: 106.8272, pickup_lat: -6.1754, dropoff_long: 106.8228, dropoff_lat: -6.1924 };
const USER = `atlas-test-${randomBytes(4).toString("hex")}`;
const PASSWORD = randomBytes(16).toString("hex");
/** One of each sort of what a user of Redis can do beyond keys of its own. */
const REFUSED = [
  "FLUSHALL",
  "FLUSHDB",
  "KEYS *",
  "CONFIG GET *",
  "CONFIG SET maxmemory 1",
  "CONFIG REWRITE",
  "DEBUG SLEEP 0",
  "SHUTDOWN NOSAVE",
  "SAVE",
  "BGREWRITEAOF",
  "REPLICAOF 127.0.0.1 1",
  "MONITOR",
  "SLOWLOG GET",
  "LATENCY LATEST",
  "MODULE LIST",
  "CLIENT LIST",
  "CLIENT KILL TYPE normal",
  "CLIENT PAUSE 1",
  "ACL LIST",
  "ACL SETUSER other on nopass ~* +@all",
  "SCRIPT FLUSH",
  "FUNCTION LIST",
  "SWAPDB 0 1",
  "MIGRATE 127.0.0.1 1 atlas:x 0 1",
  "RESTORE atlas:x 0 x",
  "SORT atlas:x",
  "CLUSTER INFO",
  // Somebody else's keys and channels.
  "GET other:key",
  "SET other:key 1",
  "PUBLISH other 1",
  "SUBSCRIBE other",
  "EVAL return(redis.call('FLUSHALL')) 0",
  "EVAL return(redis.call('GET','other:key')) 0",
];

let admin: Redis;
let atlas: TestGateway;
let url: string;
beforeAll(async () => {
  const serverUrl = z.string().parse(process.env["ATLAS_TEST_REDIS_URL"]);
  admin = new Redis(serverUrl);
  const asUser = new URL(serverUrl);
  asUser.username = USER;
  asUser.password = PASSWORD;
  url = asUser.href;
  // The queues of a test are called by its city.
  await admin.call("ACL", "SETUSER", USER, "on", `>${PASSWORD}`, ...redisUserRules("gateway").split(" "));
  atlas = await startTestGateway({ redisUrl: url });
});
afterAll(async () => {
  await atlas[Symbol.asyncDispose]();
  await admin.call("ACL", "DELUSER", USER);
  await admin.quit();
});

/** What Redis has refused the user, by its own log. */
async function refusals(): Promise<unknown[]> {
  const log = z.array(z.array(z.unknown())).parse(await admin.call("ACL", "LOG", "128"));
  return log.filter((entry) => entry.includes(USER));
}

test("a whole trip and its payment need nothing beyond it", async () => {
  const [rider, driver, service] = await Promise.all([
    atlas.createUser("rider"),
    atlas.createUser("driver"),
    atlas.createUser("service"),
  ]);
  await driver.rpc.driver.saveVehicle.mutate({ vehicleType: "go-ride", plate: "B 1234 ACL", model: "Beat" });
  const credit = { user_id: rider.userId, amount: 100_000, reference_id: "credit" };
  expect((await service.rest("POST", "/wallet/credit", credit)).status).toBe(200);
  const booking = { user_id: rider.userId, ...JOURNEY };
  const order = z
    .object({ order_id: z.uuid() })
    .parse(await (await rider.rest("POST", "/customer/order", booking)).json());
  const { applied, consumer } = nextPings(atlas, url);
  const timestamp = new Date().toISOString();
  const position = { user_id: driver.userId, latitude: JOURNEY.pickup_lat, longitude: JOURNEY.pickup_long, timestamp };
  expect((await driver.rest("POST", "/driver/location", position)).status).toBe(200);
  await applied;
  await consumer.close(1_000);
  const request = { passenger_id: rider.userId, ...JOURNEY, vehicle_type: "go-ride" };
  expect((await rider.rest("POST", "/customer/ride/request", request)).status).toBe(200);
  await workOff(atlas);
  for (const status of ["STARTED", "FINISHED"]) {
    const moved = await driver.rest("PUT", "/driver/order/status", { order_id: order.order_id, status });
    expect([status, moved.status]).toEqual([status, 200]);
  }
  await workOff(atlas);
  expect(await refusals()).toEqual([]);
});

describe("beyond it", () => {
  test.each(REFUSED)("%s is refused", async (line) => {
    const redis = new Redis(url, { maxRetriesPerRequest: 0 });
    const [command = "", ...args] = line.split(" ");
    await expect(redis.call(command, ...args)).rejects.toThrow(/NOPERM|can't (?:run|access)|not allowed/);
    redis.disconnect();
  });
});

test("docker-compose.yml gives its user these rules, and everybody else none", () => {
  const compose = readFileSync(new URL("../../../docker-compose.yml", import.meta.url), "utf8");
  expect(compose).toContain(`user ${REDIS_USER} on >$$REDIS_PASSWORD ${redisUserRules()}\\n`);
  expect(compose).toContain("user default off\\n");
  expect(compose).toContain(`redis://${REDIS_USER}:\${REDIS_PASSWORD:?set it in .env}@redis:6379`);
});
