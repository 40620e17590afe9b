import type { Enqueue, Ping } from "@atlas/queue/catalog";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createIngestMetrics } from "./ingest-metrics.ts";
import { PingSender, type PingSenderOptions } from "./ping-sender.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

interface Add {
  readonly pings: readonly Ping[];
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** A queue whose adds return when the test says so. */
function open(options: PingSenderOptions = {}, depth = { jobs: 0 }) {
  const adds: Add[] = [];
  const enqueue: Enqueue = (_name, payload) =>
    new Promise<void>((resolve, reject) => {
      if ("pings" in payload) adds.push({ pings: payload.pings, resolve, reject });
    });
  const registry = new Registry();
  const metrics = createIngestMetrics(registry, {
    buffered: () => 0,
    queued: () => 0,
    drivers: () => 0,
    accepted: () => 0,
  });
  const sender = new PingSender(
    { enqueue, log: pino({ level: "silent" }), queueDepth: () => Promise.resolve(depth.jobs), metrics: () => metrics },
    options,
  );
  const superseded = async (): Promise<number> => (await metrics.superseded.get()).values[0]?.value ?? 0;
  return { sender, adds, superseded };
}

function ping(driverId: string, recordedAtMs = 1): Ping {
  const unknown = { headingDeg: null, speedMps: null, accuracyM: null };
  return { driverId, lat: 0, lng: 0, ...unknown, recordedAtMs, receivedAtMs: 1 };
}

function sizes(adds: readonly Add[]): number[] {
  return adds.map(({ pings }) => pings.length);
}

test("a full job leaves at once, a single ping after the linger", async () => {
  const { sender, adds } = open();
  for (let n = 0; n < 501; n += 1) sender.push("c", ping(`d${n}`));
  expect(sizes(adds)).toEqual([500]);
  await vi.advanceTimersByTimeAsync(25);
  expect(sizes(adds)).toEqual([500, 1]);
});

test("at most 32 jobs are in flight; the backlog follows as they return", async () => {
  const { sender, adds } = open({ jobSize: 10 });
  for (let n = 0; n < 1_000; n += 1) sender.push("c", ping(`d${n}`));
  expect(adds).toHaveLength(32);
  adds[0]?.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(adds).toHaveLength(33);
  expect(sender.buffered).toBe(1_000 - 33 * 10);
});

test("while the queue is too long nothing is added and only the newest ping of each driver is kept", async () => {
  const depth = { jobs: 1_000 };
  const { sender, adds, superseded } = open({ maxQueuedJobs: 300, crowdedFrom: 50 }, depth);
  await vi.advanceTimersByTimeAsync(200);
  for (let round = 1; round <= 100; round += 1) {
    for (let n = 0; n < 10; n += 1) sender.push("c", ping(`d${n}`, round));
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(adds).toHaveLength(0);
  expect(sender.buffered).toBe(10);
  expect(await superseded()).toBe(990);
  depth.jobs = 0;
  await vi.advanceTimersByTimeAsync(400);
  expect(sizes(adds)).toEqual([10]);
  expect(adds[0]?.pings.every(({ recordedAtMs }) => recordedAtMs === 100)).toBe(true);
});

test("a job that Redis refuses is sent again after a pause", async () => {
  const { sender, adds } = open({ retryMs: 250 });
  sender.push("c", ping("d"));
  await vi.advanceTimersByTimeAsync(25);
  adds[0]?.reject(new Error("Redis is away"));
  await vi.advanceTimersByTimeAsync(100);
  expect(adds).toHaveLength(1);
  expect(sender.buffered).toBe(1);
  await vi.advanceTimersByTimeAsync(400);
  expect(adds).toHaveLength(2);
});

test("closing sends what waits and resolves when Redis has it", async () => {
  const { sender, adds } = open();
  sender.push("c", ping("d"));
  let isClosed = false;
  const closing = sender.close().then(() => {
    isClosed = true;
  });
  await vi.advanceTimersByTimeAsync(10);
  expect(sizes(adds)).toEqual([1]);
  expect(isClosed).toBe(false);
  adds[0]?.resolve();
  await closing;
});

test("closing gives up at its deadline", async () => {
  const { sender } = open();
  sender.push("c", ping("d"));
  const closing = sender.close(1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  await expect(closing).resolves.toBeUndefined();
});
