import { expect, test } from "vitest";
import { WaitingLine } from "./waiting-line.ts";

const lineOf = (): WaitingLine<string> => new WaitingLine<string>({ burstMs: 100, standingMs: 10 });

test("who came first leaves first, and of an empty line nobody does", () => {
  const line = lineOf();
  for (const [at, name] of ["a", "b", "c"].entries()) expect(line.add(name, at)).toBe(true);
  expect([line.length, line.next(), line.next(), line.length]).toEqual([3, "a", "b", 1]);
  expect([line.next(), line.next(), line.length]).toEqual(["c", null, 0]);
});

test("a burst waits for as long as a burst may, to the millisecond", () => {
  const line = lineOf();
  line.add("a", 0);
  line.add("b", 60);
  expect([line.expire(99), line.expire(100)]).toEqual([[], ["a"]]);
  // The line has not been empty for more than a burst now: it stands, and who is in it waits for less.
  expect(line.expire(101)).toEqual(["b"]);
});

test("in a line that was empty a burst ago and no longer, a burst still passes", () => {
  const line = lineOf();
  line.add("a", 0);
  line.next();
  line.add("b", 50);
  line.add("c", 145);
  expect(line.expire(149)).toEqual([]);
  expect(line.expire(150)).toEqual(["b"]);
  expect(line.expire(151)).toEqual([]);
  expect(line.expire(155)).toEqual(["c"]);
});

test("everyone who has waited for too long goes at once, and nobody who has not", () => {
  const line = lineOf();
  for (const [name, at] of [
    ["a", 0],
    ["b", 5],
    ["c", 195],
    ["d", 199],
  ] as const)
    line.add(name, at);
  expect(line.expire(204)).toEqual(["a", "b"]);
  expect(line.length).toBe(2);
  expect(line.expire(209)).toEqual(["c", "d"]);
  expect(line.expire(1_000)).toEqual([]);
});

test("it holds 64, and one more when one has left", () => {
  const line = lineOf();
  const added = Array.from({ length: 65 }, (_, at) => line.add(String(at), 0));
  expect([added.lastIndexOf(true), added[64], line.length]).toEqual([63, false, 64]);
  line.next();
  expect([line.add("more", 1), line.length]).toEqual([true, 64]);
});
