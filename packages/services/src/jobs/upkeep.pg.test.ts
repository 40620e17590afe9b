import { dispatchRounds } from "@atlas/db/schema/orders";
import { openTestWorld } from "../testing/test-world.ts";
import { expect, test } from "vitest";
import { runUpkeep } from "./upkeep.ts";

test("housekeeping forgets matching rounds after the days that are set", async () => {
  await using world = await openTestWorld();
  await world.addDriver({ awayM: 100 });
  await world.book(await world.addRider());
  await world.work();
  const retention = { gpsRetentionDays: 30, dispatchRetentionDays: 2 };
  const ctx = { services: world.ctx, longServices: world.ctx, retention };
  await world.advance(86_400_000);
  await runUpkeep(ctx, "trim-messages");
  expect(await world.ctx.db.$count(dispatchRounds)).toBe(1);
  await world.advance(86_401_000);
  await runUpkeep(ctx, "trim-messages");
  expect(await world.ctx.db.$count(dispatchRounds)).toBe(0);
});
