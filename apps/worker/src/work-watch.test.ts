import type { QueueCounts } from "@atlas/queue/catalog";
import type { Consumer } from "@atlas/queue/consumer";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WorkWatch } from "./work-watch.ts";

let waiting: number;
let silentMs: number;
let running: number;
let watch: WorkWatch;
beforeEach(() => {
  vi.useFakeTimers();
  [waiting, silentMs, running] = [0, 0, 0];
  const consumer: Consumer = {
    queue: "ride-dispatch",
    silentMs: () => silentMs,
    running: () => running,
    close: async () => {},
  };
  const queueCounts = async (): Promise<readonly QueueCounts[]> => [
    { name: "ride-dispatch", waiting, active: 0, delayed: 0, failed: 0 },
  ];
  watch = new WorkWatch({ consumers: [consumer], queueCounts });
});
afterEach(() => {
  watch[Symbol.dispose]();
  vi.useRealTimers();
});

/** Relay and schedules go on meanwhile, unless they are the ones that do not. */
async function pass(seconds: number, dead: "relay" | "schedules" | null = null): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    if (dead !== "relay") watch.relayed();
    if (dead !== "schedules") watch.scheduled();
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

function stuck(): readonly string[] {
  return watch.states().flatMap(({ work, isStuck }) => (isStuck ? [work] : []));
}

test("a worker that has nothing to do is not stuck, however long", async () => {
  await pass(300);
  expect(stuck()).toEqual([]);
  expect(watch.states().find(({ work }) => work === "ride-dispatch")?.ageS).toBeNull();
});

test("a queue whose jobs wait while none gets through is stuck, until one does", async () => {
  waiting = 3;
  await pass(15);
  expect(stuck()).toEqual([]);
  await pass(2);
  expect(stuck()).toEqual(["ride-dispatch"]);
  watch.jobFinished({ queue: "ride-dispatch", outcome: "postponed", durationMs: 1 });
  watch.jobFinished({ queue: "ride-dispatch", outcome: "retried", durationMs: 1 });
  expect(stuck()).toEqual(["ride-dispatch"]);
  watch.jobFinished({ queue: "ride-dispatch", outcome: "completed", durationMs: 1 });
  expect(stuck()).toEqual([]);
});

test("a job in hand that waits out one outage after the other is a standstill, although no other waits", async () => {
  running = 1;
  await pass(14);
  watch.jobFinished({ queue: "ride-dispatch", outcome: "postponed", durationMs: 1 });
  expect(stuck()).toEqual([]);
  await pass(3);
  expect(stuck()).toEqual(["ride-dispatch"]);
  watch.jobFinished({ queue: "ride-dispatch", outcome: "completed", durationMs: 1 });
  running = 0;
  await pass(20);
  expect(stuck()).toEqual([]);
});

test("jobs that always wait, and are done, are load and not a standstill", async () => {
  waiting = 500;
  for (let second = 0; second < 60; second += 1) {
    watch.jobFinished({ queue: "ride-dispatch", outcome: "completed", durationMs: 1 });
    await pass(1);
  }
  expect(stuck()).toEqual([]);
});

test("a consumer that no longer asks for jobs is stuck, although nothing waits", async () => {
  silentMs = 11_000;
  await pass(1);
  expect(stuck()).toEqual(["ride-dispatch"]);
});

test("a relay that makes no pass is stuck", async () => {
  await pass(12, "relay");
  expect(stuck()).toEqual(["relay"]);
  watch.relayed();
  expect(stuck()).toEqual([]);
});

test("upkeep that cannot be scheduled is stuck", async () => {
  await pass(32, "schedules");
  expect(stuck()).toEqual(["schedules"]);
});
