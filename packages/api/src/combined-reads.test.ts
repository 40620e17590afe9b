import { expect, test } from "vitest";
import { CombinedReads } from "./combined-reads.ts";

/** A source whose queries return on command. */
function source(): {
  reads: CombinedReads<string, string>;
  queries: { keys: readonly string[]; resolve: () => void }[];
} {
  const queries: { keys: readonly string[]; resolve: () => void }[] = [];
  const reads = new CombinedReads<string, string>(async (keys) => {
    const gate = Promise.withResolvers<void>();
    queries.push({ keys, resolve: gate.resolve });
    await gate.promise;
    return (key) => `${key}!`;
  });
  return { reads, queries };
}

async function turn(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
}

test("urgent reads of one turn share a query, and each has its own result", async () => {
  const { reads, queries } = source();
  const results = Promise.all(["a", "b", "a"].map(async (key) => reads.read(key, { isUrgent: true })));
  await turn();
  expect(queries.map(({ keys }) => keys)).toEqual([["a", "b"]]);
  queries[0]?.resolve();
  expect(await results).toEqual(["a!", "b!", "a!"]);
});

test("a read that is requested during a query is served by the next one", async () => {
  const { reads, queries } = source();
  const first = reads.read("a", { isUrgent: true });
  await turn();
  const second = reads.read("a", { isUrgent: true });
  await turn();
  expect(queries).toHaveLength(1);
  queries[0]?.resolve();
  await first;
  await turn();
  expect(queries.map(({ keys }) => keys)).toEqual([["a"], ["a"]]);
  queries[1]?.resolve();
  expect(await second).toBe("a!");
});

test("a read without haste waits for company and goes with the next urgent one", async () => {
  const { reads, queries } = source();
  const lazy = reads.read("a", { isUrgent: false });
  await turn();
  expect(queries).toHaveLength(0);
  const urgent = reads.read("b", { isUrgent: true });
  await turn();
  expect(queries.map(({ keys }) => keys)).toEqual([["a", "b"]]);
  queries[0]?.resolve();
  expect(await Promise.all([lazy, urgent])).toEqual(["a!", "b!"]);
});

test("a read that is not urgent is served also when there is no other", async () => {
  const reads = new CombinedReads<string, string>(async () => (key) => key);
  expect(await reads.read("alone", { isUrgent: false })).toBe("alone");
});

test("more keys than fit into one query are all read", async () => {
  const sizes: number[] = [];
  const reads = new CombinedReads<number, number>(async (keys) => {
    sizes.push(keys.length);
    return (key) => key * 2;
  });
  const keys = Array.from({ length: 1_200 }, (_, key) => key);
  const results = await Promise.all(keys.map(async (key) => reads.read(key, { isUrgent: key === 0 })));
  expect(results).toEqual(keys.map((key) => key * 2));
  expect(Math.max(...sizes)).toBe(500);
});

test("a failed query fails those who asked it, not those who ask later", async () => {
  let isDown = true;
  const reads = new CombinedReads<string, string>(async () => {
    if (isDown) throw new Error("down");
    return (key) => key;
  });
  await expect(reads.read("a", { isUrgent: true })).rejects.toThrow("down");
  isDown = false;
  expect(await reads.read("a", { isUrgent: true })).toBe("a");
});
