import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { BlockLimit } from "./block-limit.ts";

const NAME = `test-${randomUUID()}`;

let redis: Redis;
let [here, elsewhere]: BlockLimit[] = [];
beforeAll(async () => {
  redis = new Redis(process.env["ATLAS_TEST_REDIS_URL"] ?? "");
  await redis.ping();
  [here, elsewhere] = [0, 1].map(
    () => new BlockLimit({ redis, name: NAME, max: 40, windowS: 60, block: 10, message: "Too much." }),
  );
});
afterAll(() => {
  redis.disconnect();
});

async function take(limit: BlockLimit | undefined, key: string, each: readonly number[]): Promise<number> {
  const taken = await Promise.allSettled(each.map(async (points) => limit?.count(key, points)));
  return taken.filter(({ status }) => status === "fulfilled").length;
}

test("a key has its points and no more, however many ask at once", async () => {
  expect(
    await take(
      here,
      "at once",
      Array.from({ length: 60 }, () => 1),
    ),
  ).toBe(40);
  await expect(here?.count("at once", 1)).rejects.toMatchObject({
    code: "RATE_LIMITED",
    message: "Too much.",
    retryAfterS: expect.toSatisfy((s: number) => s > 30 && s <= 60),
  });
});

test("what weighs more is counted for more, also beyond a block", async () => {
  expect(await take(here, "heavy", [20, 4, 4, 4, 4])).toBe(5);
  expect(await take(here, "heavy", [8])).toBe(0);
});

test("processes share the points, but for what one of them has taken and not spent", async () => {
  await here?.count("shared", 1);
  expect(
    await take(
      elsewhere,
      "shared",
      Array.from({ length: 40 }, () => 1),
    ),
  ).toBe(30);
  expect(
    await take(
      here,
      "shared",
      Array.from({ length: 40 }, () => 1),
    ),
  ).toBe(9);
});

test("a block costs one round trip", async () => {
  const sent = vi.spyOn(redis, "sendCommand");
  await take(
    here,
    "cheap",
    Array.from({ length: 10 }, () => 1),
  );
  expect(sent).toHaveBeenCalledTimes(1);
  await here?.count("cheap", 1);
  expect(sent).toHaveBeenCalledTimes(2);
  sent.mockRestore();
});

test("points that were left over end with their window", async () => {
  const brief = new BlockLimit({ redis, name: NAME, max: 40, windowS: 60, block: 10, message: "Too much." });
  await brief.count("over", 1);
  const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_001);
  const sent = vi.spyOn(redis, "sendCommand");
  await brief.count("over", 1);
  expect(sent).toHaveBeenCalledTimes(1);
  for (const spy of [clock, sent]) spy.mockRestore();
});
