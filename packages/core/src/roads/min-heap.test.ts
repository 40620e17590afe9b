import fc from "fast-check";
import { expect, test } from "vitest";
import { MinHeap } from "./min-heap.ts";

test("an empty heap has no smallest key, and one that was cleared is empty", () => {
  const heap = new MinHeap();
  expect([heap.size, heap.minKey]).toEqual([0, Infinity]);
  heap.push(3, 1);
  expect([heap.size, heap.minKey]).toEqual([1, 3]);
  heap.clear();
  expect([heap.size, heap.minKey]).toEqual([0, Infinity]);
});

test("whatever is pushed and popped in turn, the smallest comes off first, with its own item", () => {
  const steps = fc.array(fc.option(fc.integer({ min: -50, max: 50 }), { freq: 3 }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, (keys) => {
      const heap = new MinHeap();
      const inside: number[] = [];
      for (const [item, key] of keys.entries()) {
        if (key === null) {
          if (inside.length === 0) continue;
          const least = Math.min(...inside);
          expect(heap.minKey).toBe(least);
          expect(keys[heap.pop()]).toBe(least);
          inside.splice(inside.indexOf(least), 1);
        } else {
          heap.push(key, item);
          inside.push(key);
        }
        expect(heap.size).toBe(inside.length);
      }
      const rest = inside.toSorted((a, b) => a - b);
      expect(rest.map(() => keys[heap.pop()])).toEqual(rest);
    }),
    { numRuns: 200 },
  );
});

test("it grows past its first room without losing anybody", () => {
  const heap = new MinHeap();
  const count = 3_000;
  for (let item = 0; item < count; item += 1) heap.push((item * 7_919) % count, item);
  expect(heap.size).toBe(count);
  for (let key = 0; key < count; key += 1) {
    expect(heap.minKey).toBe(key);
    expect((heap.pop() * 7_919) % count).toBe(key);
  }
});
