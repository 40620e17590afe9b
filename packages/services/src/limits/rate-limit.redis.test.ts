import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { RateLimit } from "./rate-limit.ts";

const NAME = `test-${randomUUID()}`;

let connections: Redis[];
let here: RateLimit;
let elsewhere: RateLimit;
beforeAll(async () => {
  connections = [0, 1].map(() => new Redis(process.env["ATLAS_TEST_REDIS_URL"] ?? ""));
  // A process without a connection yet counts alone.
  await Promise.all(connections.map((redis) => redis.ping()));
  const [one, other] = connections.map(
    (redis) => new RateLimit({ redis, name: NAME, max: 3, windowS: 60, message: "Too many." }),
  );
  if (one === undefined || other === undefined) throw new Error("no limits");
  [here, elsewhere] = [one, other];
});
afterAll(() => {
  for (const redis of connections) redis.disconnect();
});

function redisOf(process: 0 | 1): Redis {
  const redis = connections[process];
  if (redis === undefined) throw new Error("no connection");
  return redis;
}

test("processes share one count for each key", async () => {
  await here.count("shared");
  await elsewhere.count("shared");
  await here.count("shared");
  await expect(elsewhere.count("shared")).rejects.toMatchObject({ code: "RATE_LIMITED", message: "Too many." });
  await expect(here.count("shared")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  await elsewhere.count("another");
});

test("a refusal says when the window ends", async () => {
  for (let n = 0; n < 3; n += 1) await here.count("late");
  const key = `atlas:limit:${NAME}:late`;
  await redisOf(0).pexpire(key, 41_000);
  const refusal: unknown = await here.count("late").catch((error: unknown) => error);
  const leftS = Math.ceil((await redisOf(0).pttl(key)) / 1_000);
  expect(refusal).toMatchObject({ retryAfterS: expect.toSatisfy((s: number) => s >= leftS && s <= 41) });
});

test("costs one round trip, and none for what has been refused", async () => {
  await elsewhere.count("warm");
  const sent = vi.spyOn(redisOf(1), "sendCommand");
  await elsewhere.count("cheap");
  expect(sent).toHaveBeenCalledTimes(1);
  await elsewhere.count("cheap");
  await elsewhere.count("cheap");
  await expect(elsewhere.count("cheap")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  expect(sent).toHaveBeenCalledTimes(4);
  await expect(elsewhere.count("cheap")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  expect(sent).toHaveBeenCalledTimes(4);
  sent.mockRestore();
});

test("what one process has forgiven another one lets in a second later at the latest, and asks nothing before", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    for (let n = 0; n < 3; n += 1) await here.count("heard");
    await expect(elsewhere.count("heard")).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await here.forgive("heard");
    vi.advanceTimersByTime(999);
    const refused = elsewhere.count("heard");
    await expect(refused).rejects.toMatchObject({ retryAfterS: expect.toSatisfy((s: number) => s > 50 && s <= 60) });
    vi.advanceTimersByTime(1);
    await elsewhere.count("heard");
  } finally {
    vi.useRealTimers();
  }
});

test("what is forgiven counts anew", async () => {
  for (let n = 0; n < 3; n += 1) await here.count("forgiven");
  await here.forgive("forgiven");
  await elsewhere.count("forgiven");
});
