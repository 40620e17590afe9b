import { randomUUID } from "node:crypto";
import type { Topic } from "@atlas/api/change-feed";
import { createEventPublisher, eventChannel } from "@atlas/services/messaging/publish-events";
import { Redis } from "ioredis";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createChangeFeed, type RedisChangeFeed } from "./change-feed.ts";

const log = pino({ level: "silent" });
const cityId = `feed-${randomUUID()}`;
const [orderId, riderId, driverId] = [randomUUID(), randomUUID(), randomUUID()];

let publisher: Redis;
let subscriber: Redis;
let feed: RedisChangeFeed;

beforeAll(async () => {
  const url = process.env["ATLAS_TEST_REDIS_URL"] ?? "";
  publisher = new Redis(url);
  subscriber = new Redis(url);
  feed = await createChangeFeed(subscriber, log);
});
afterAll(() => {
  publisher.disconnect();
  subscriber.disconnect();
});

function heard(topic: Topic): Promise<string | null> {
  return new Promise((resolve) => {
    const stop = feed.listen(topic, (change) => {
      stop();
      resolve(change.orderId);
    });
  });
}

test("an order's change wakes its watchers: its rider, its driver and its city", async () => {
  const watching = [
    heard(`order:${orderId}`),
    heard(`user:${riderId}`),
    heard(`user:${driverId}`),
    heard(`city-orders:${cityId}`),
  ];
  createEventPublisher(publisher, log).publish({ kind: "order", cityId, orderId, riderId, driverId });
  expect(await Promise.all(watching)).toEqual([orderId, orderId, orderId, orderId]);
  expect(feed.listenerCount()).toBe(0);
});

test("an alert wakes the operators of its city, and the watchers of its order", async () => {
  const watching = [heard(`order:${orderId}`), heard(`city-alerts:${cityId}`)];
  const events = createEventPublisher(publisher, log);
  events.publish({ kind: "alert", cityId, alertId: randomUUID(), orderId });
  expect(await Promise.all(watching)).toEqual([orderId, orderId]);
  const ofNobody = heard(`city-alerts:${cityId}`);
  events.publish({ kind: "alert", cityId, alertId: randomUUID(), orderId: null });
  expect(await ofNobody).toBeNull();
});

test("what cannot be read wakes nobody and stops nothing", async () => {
  const watching = heard(`user:${driverId}`);
  await publisher.publish(eventChannel(cityId), "{}");
  await publisher.publish(eventChannel(cityId), "not json");
  createEventPublisher(publisher, log).publish({ kind: "driver", cityId, driverId });
  expect(await watching).toBeNull();
});

test("after an outage of Redis everybody reads again", async () => {
  const woken = heard(`user:${riderId}`);
  subscriber.disconnect(true);
  expect(await woken).toBeNull();
});
