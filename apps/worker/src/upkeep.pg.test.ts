import { dispatchRounds } from "@atlas/db/schema/orders";
import { openTestWorld } from "@atlas/services/testing/test-world";
import { expect, test } from "vitest";
import { runUpkeep } from "./upkeep.ts";

test("housekeeping forgets matching rounds after the days that are set", async () => {
  await using world = await openTestWorld();
  await world.addDriver({ awayM: 100 });
  await world.book(await world.addRider());
  await world.work();
  const settings = { gpsRetentionDays: 30, dispatchRetentionDays: 2 };
  await world.advance(86_400_000);
  await runUpkeep(world.ctx, "trim-messages", settings);
  expect(await world.ctx.db.$count(dispatchRounds)).toBe(1);
  await world.advance(86_401_000);
  await runUpkeep(world.ctx, "trim-messages", settings);
  expect(await world.ctx.db.$count(dispatchRounds)).toBe(0);
});
