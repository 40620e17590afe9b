import { keyedCalls } from "@atlas/db/schema/messaging";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runUpkeep } from "../jobs/upkeep.ts";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { type Claim, claimCall, keepAnswer, type KeptAnswer, releaseCall } from "./keyed-calls.ts";

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
  const got: Claim | KeptAnswer = await claimCall(world.ctx, call);
  if ("body" in got) throw new Error("it was answered before");
  return got;
}

test("whoever was taken for dead and comes back changes nothing of what the next has answered", async () => {
  const call = newCall();
  const slow = await claim(call);
  await world.advance(60_001);
  const next = await claim(call);
  await keepAnswer(world.ctx, slow, { refusal: "NOT_FOUND", body: "{}" });
  await releaseCall(world.ctx, slow);
  await expect(claimCall(world.ctx, call)).rejects.toMatchObject({ code: "IDEMPOTENCY_KEY_IN_USE" });
  await keepAnswer(world.ctx, next, RESULT);
  await keepAnswer(world.ctx, slow, { refusal: "NOT_FOUND", body: "{}" });
  await releaseCall(world.ctx, next);
  expect(await claimCall(world.ctx, call)).toEqual(RESULT);
});

test("an answer that is too long is not kept", async () => {
  const call = newCall();
  await keepAnswer(world.ctx, await claim(call), { refusal: null, body: "x".repeat(65_537) });
  await claim(call);
});

test("answers are kept for two days", async () => {
  const call = newCall();
  await keepAnswer(world.ctx, await claim(call), RESULT);
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
