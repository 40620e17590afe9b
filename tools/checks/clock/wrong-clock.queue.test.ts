import { destination } from "@atlas/core/geo";
import type { Actor } from "@atlas/core/actor";
import { cancelOrder } from "@atlas/services/orders/cancel-order";
import { getOrder } from "@atlas/services/orders/views/get-order";
import { createEventPublisher } from "@atlas/services/messaging/publish-events";
import { MONAS, openTestWorld, type TestWorld } from "@atlas/services/testing/test-world";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";

import { type RunningServer, startServer } from "../telemetry/server-fixture.ts";
import { startWithWrongClock } from "./wrong-clock-fixture.ts";

const MINUTE_MS = 60_000;
const WAIT_MS = 30_000;
const readinessSchema = z.object({ clock: z.string(), clockOffsetMs: z.number() });

let world: TestWorld;
let right: RunningServer;
beforeAll(async () => {
  world = await openTestWorld({ isRealTime: true });
  Object.assign(world.ctx, { events: createEventPublisher(world.ctx.redis, world.ctx.log) });
  right = await startServer("worker", world);
}, WAIT_MS);
afterAll(async () => {
  await right.stop();
  await world[Symbol.asyncDispose]();
});

/** Jobs of a queue that a worker has completed. */
async function completed(worker: RunningServer, queue: string): Promise<number> {
  const text = await (await fetch(worker.metricsUrl)).text();
  const line = `atlas_job_duration_seconds_count{queue="${queue}",outcome="completed"} `;
  const found = text.split("\n").find((each) => each.startsWith(line));
  return found === undefined ? 0 : Number(found.slice(line.length));
}

/** Waits until the worker has done so many more jobs of a queue. */
async function waitForJobs(worker: RunningServer, queue: string, more: number): Promise<void> {
  const before = await completed(worker, queue);
  await vi.waitFor(async () => expect(await completed(worker, queue)).toBeGreaterThanOrEqual(before + more), {
    timeout: WAIT_MS,
    interval: 200,
  });
}

async function expectMatched(rider: Actor, orderId: string): Promise<void> {
  const isMatched = async (): Promise<void> =>
    expect((await getOrder(world.ctx, rider, { orderId })).status).toBe("MATCHED");
  await vi.waitFor(isMatched, { timeout: WAIT_MS, interval: 50 });
}

let wrong: RunningServer;
beforeAll(async () => {
  wrong = await startWithWrongClock("worker", world, -5 * MINUTE_MS);
}, WAIT_MS);
afterAll(async () => void (await wrong.stop()));

describe.each([
  { name: "is five minutes slow", wrongMs: -5 * MINUTE_MS, isSet: false },
  { name: "is set to five minutes fast while it runs", wrongMs: 5 * MINUTE_MS, isSet: true },
])("beside a right worker one whose clock $name", ({ wrongMs, isSet }) => {
  beforeAll(() => {
    if (isSet) wrong.signal("SIGUSR2");
  });

  test("is ready, and says that its clock is wrong", async () => {
    await vi.waitFor(async () => {
      const response = await fetch(`${wrong.url}/readyz`);
      const state = readinessSchema.parse(await response.json());
      expect(response.status).toBe(200);
      expect(state.clock).toBe("wrong");
      expect(Math.abs(state.clockOffsetMs - wrongMs)).toBeLessThan(2_000);
    });
    const metrics = await (await fetch(wrong.metricsUrl)).text();
    expect(Math.round(Number(/^atlas_clock_offset_seconds (.+)$/m.exec(metrics)?.[1]) / 60)).toBe(wrongMs / MINUTE_MS);
    expect(wrong.lines.map(({ msg }) => msg)).toContain("this machine's clock is wrong: the database's is used");
  });

  test("expires no order early", { timeout: 2 * WAIT_MS }, async () => {
    const riders = await Promise.all(Array.from({ length: 5 }, () => world.addRider()));
    const orders = await Promise.all(riders.map(async (rider) => world.book(rider)));
    await waitForJobs(wrong, "upkeep", 5);
    for (const [index, { orderId }] of orders.entries()) {
      const rider = riders[index];
      if (rider === undefined) throw new Error("a rider for each order");
      expect((await getOrder(world.ctx, rider, { orderId })).status).toBe("CREATED");
      await cancelOrder(world.ctx, rider, { orderId });
    }
  });

  test(
    "matches no order before it was made, and nobody who cancels at once pays",
    { timeout: 2 * WAIT_MS },
    async () => {
      const matchedByIt = (): number =>
        wrong.lines.filter(({ msg, outcome }) => msg === "dispatch.round" && outcome === "matched").length;
      const before = matchedByIt();
      for (let booked = 0; matchedByIt() < before + 2; booked += 1) {
        if (booked === 40) throw new Error("the wrong worker matched nobody");
        const rider = await world.addRider();
        const driver = await world.addDriver({ autoAccept: true, at: destination(MONAS, 90, 100 + booked) });
        const { orderId } = await world.book(rider);
        await expectMatched(rider, orderId);
        const cancelled = await cancelOrder(world.ctx, rider, { orderId });
        expect(Number(cancelled.cancelFeeMinor)).toBe(0);
        expect(Date.parse(cancelled.matchedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(cancelled.createdAt));
        await world.ping(driver, { lat: 0, lng: 0 });
      }
    },
  );
});
