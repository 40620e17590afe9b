import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

test("one thing is done for each turn of the event loop, and callers take turns", async () => {
  const turns = new Turns();
  const done: string[] = [];
  const loop: number[] = [];
  for (const name of ["a1", "a2", "a3", "b1"]) turns.add(name.slice(0, 1), () => done.push(name));
  expect(done).toEqual([]);
  for (let n = 0; n < 4; n += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    loop.push(done.length);
  }
  expect([done, loop]).toEqual([
    ["a1", "b1", "a2", "a3"],
    [1, 2, 3, 4],
  ]);
});
