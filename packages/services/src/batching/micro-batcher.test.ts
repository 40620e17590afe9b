import { expect, test } from "vitest";
import { MicroBatcher, type MicroBatcherOptions } from "./micro-batcher.ts";

interface Started {
  readonly items: readonly number[];
  readonly end: () => void;
}

/** A batcher whose batches end on command; each outcome is ten times its item. */
function batcher(options: Partial<MicroBatcherOptions<number, number>> = {}): {
  batches: MicroBatcher<number, number>;
  started: Started[];
} {
  const started: Started[] = [];
  const batches = new MicroBatcher<number, number>({
    maxItems: 3,
    async run(items) {
      const { promise, resolve } = Promise.withResolvers<void>();
      started.push({ items, end: resolve });
      await promise;
      return items.map((item) => item * 10);
    },
    ...options,
  });
  return { batches, started };
}

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
}

test("what comes in one turn goes together, at most so many, and each gets its own outcome", async () => {
  const { batches, started } = batcher();
  const outcomes = Promise.all([1, 2, 3, 4].map(async (item) => batches.add(item)));
  expect(started).toEqual([]);
  await turn();
  expect(started.map(({ items }) => items)).toEqual([[1, 2, 3], [4]]);
  for (const { end } of started) end();
  expect(await outcomes).toEqual([10, 20, 30, 40]);
});

test("while as many batches as may are under way, the next one gathers", async () => {
  const { batches, started } = batcher({ maxInFlight: 1 });
  const first = batches.add(1);
  await turn();
  const others = [batches.add(2), batches.add(3)];
  await turn();
  expect(started).toHaveLength(1);
  started[0]?.end();
  await first;
  await turn();
  expect(started.map(({ items }) => items)).toEqual([[1], [2, 3]]);
  started[1]?.end();
  expect(await Promise.all(others)).toEqual([20, 30]);
});

test("who may wait for company goes with one who may not, and with as many as a batch takes", async () => {
  const { batches, started } = batcher({ lingerMs: 60_000 });
  void batches.add(1);
  await turn();
  expect(started).toEqual([]);
  void batches.add(2, { isUrgent: true });
  await turn();
  expect(started.map(({ items }) => items)).toEqual([[1, 2]]);
  for (const item of [3, 4, 5]) void batches.add(item);
  await turn();
  expect(started.map(({ items }) => items)).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test("who waits alone goes when the time is up", async () => {
  const { batches, started } = batcher({ lingerMs: 1 });
  const alone = batches.add(1);
  await expect.poll(() => started.length).toBe(1);
  started[0]?.end();
  expect(await alone).toBe(10);
});

test("a failure is everybody's, or only its own where it is one item's fault", async () => {
  const run = async (items: readonly number[]): Promise<number[]> => {
    if (items.includes(2)) throw new Error("two");
    return [...items];
  };
  const together = new MicroBatcher({ maxItems: 3, run });
  const all = await Promise.allSettled([1, 2, 3].map(async (item) => together.add(item)));
  expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  const apart = new MicroBatcher({ maxItems: 3, run, isOneItemsFault: () => true });
  const each = await Promise.allSettled([1, 2, 3].map(async (item) => apart.add(item)));
  expect(each.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("an item that is left without an outcome is rejected", async () => {
  const forgetful = new MicroBatcher<number, number>({ maxItems: 3, run: () => Promise.resolve([]) });
  await expect(forgetful.add(1)).rejects.toThrow("0 outcomes for 1 items");
});

test("closing does what waits and waits for it", async () => {
  const done: number[] = [];
  const batches = new MicroBatcher<number, void>({
    maxItems: 1,
    maxInFlight: 1,
    lingerMs: 60_000,
    run: async (items) => {
      await turn();
      done.push(...items);
      return items.map(() => {});
    },
  });
  void batches.add(1);
  void batches.add(2);
  await batches[Symbol.asyncDispose]();
  expect(done).toEqual([1, 2]);
});
