import { keyedCalls } from "@atlas/db/schema/messaging";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runUpkeep } from "../jobs/upkeep.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { type Claim, claimCall, storeResponse, type StoredResponse, releaseCall } from "./keyed-calls.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const RESULT = { refusal: null, body: '{"done":1}' };
let keys = 0;

function newCall(): Parameters<typeof claimCall>[1] {
  keys += 1;
  return { actorId: world.admin.userId, operation: "POST /x", key: `key-${keys}`, contentHash: "a" };
}

async function claim(call: Parameters<typeof claimCall>[1]): Promise<Claim> {
  const got: Claim | StoredResponse = await claimCall(world.ctx, call);
  if ("body" in got) throw new Error("it has a response already");
  return got;
}

test("a caller taken for dead that comes back changes nothing of the next caller's response", async () => {
  const call = newCall();
  const slow = await claim(call);
  await world.advance(60_001);
  const next = await claim(call);
  await storeResponse(world.ctx, slow, { refusal: "NOT_FOUND", body: "{}" });
  await releaseCall(world.ctx, slow);
  await expect(claimCall(world.ctx, call)).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_IN_USE" });
  await storeResponse(world.ctx, next, RESULT);
  await storeResponse(world.ctx, slow, { refusal: "NOT_FOUND", body: "{}" });
  await releaseCall(world.ctx, next);
  expect(await claimCall(world.ctx, call)).toEqual(RESULT);
});

test("a response that is too long is not stored", async () => {
  const call = newCall();
  await storeResponse(world.ctx, await claim(call), { refusal: null, body: "x".repeat(65_537) });
  await claim(call);
});

test("responses are stored for two days", async () => {
  const call = newCall();
  await storeResponse(world.ctx, await claim(call), RESULT);
  const trim = async (): Promise<number> => {
    const jobs = {
      services: world.ctx,
      longServices: world.ctx,
      retention: { gpsRetentionDays: 90, dispatchRetentionDays: 30 },
    };
    await runUpkeep(jobs, "trim-messages");
    return await world.ctx.db.$count(keyedCalls);
  };
  await world.advance(47 * 3_600_000);
  expect(await claimCall(world.ctx, call)).toEqual(RESULT);
  const before = await trim();
  await world.advance(2 * 3_600_000);
  expect(before).toBeGreaterThan(0);
  expect(await trim()).toBe(0);
});
