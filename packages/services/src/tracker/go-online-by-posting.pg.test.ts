import { drivers } from "@atlas/db/schema/drivers";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "../testing/test-world.ts";
import { goOnlineByPosting } from "./go-online-by-posting.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test.each([
  ["unset", "available"],
  ["offline", "offline"],
] as const)(
  "a driver whose availability is %s is %s after a position, whatever a gateway remembers",
  async (said, then) => {
    const { userId } = await world.addDriver();
    await world.ctx.db.update(drivers).set({ availability: said, autoAccept: false }).where(eq(drivers.id, userId));
    const forgotten: string[] = [];
    const pingIntake = {
      offer: async () => [],
      hasUnsetAvailability: async () => true,
      forget: (driverId: string) => void forgotten.push(driverId),
    };
    await goOnlineByPosting({ ...world.ctx, pingIntake }, { userId, role: "driver" }, userId);
    const [driver] = await world.ctx.db.select().from(drivers).where(eq(drivers.id, userId));
    expect(driver).toMatchObject({ availability: then, autoAccept: then === "available" });
    expect(forgotten).toEqual([userId]);
  },
);
