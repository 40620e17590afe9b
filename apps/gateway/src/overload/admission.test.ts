import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Admission, type Leave } from "./admission.ts";
import type { Caller } from "./caller.ts";
import { CALLER_LIMITS, LINE_PATIENCE_MS, READ_REST, REFUSED_PLACE_MS } from "./caller-limits.ts";
import { type Refusal, TOO_MUCH_AT_ONCE } from "./overloaded.ts";

const FLOOD: Caller = { key: "flood", kind: "person" };
const OTHER: Caller = { key: "other", kind: "person" };
const AT_ONCE = CALLER_LIMITS.person?.lines.query.atOnce ?? 0;

let admission: Admission;
/** Who was let in, and what was refused, in its order. */
let events: string[];
let inside: Leave[];

beforeEach(() => {
  vi.useFakeTimers();
  admission = new Admission(new Registry());
  [events, inside] = [[], []];
});
afterEach(() => {
  admission[Symbol.dispose]();
  vi.useRealTimers();
});

function ask(caller: Caller, times = 1): void {
  for (let n = 0; n < times; n += 1) {
    admission.enter("query", caller, (entry: Leave | Refusal) => {
      events.push(typeof entry === "function" ? caller.key : entry.code);
      if (typeof entry === "function") inside.push(entry);
    });
  }
}

test("a second user is let in before what a first one has waiting, and a service is not held back", () => {
  ask(FLOOD, 40);
  ask(OTHER);
  ask({ key: "partner", kind: "service" }, 6);
  expect(events).toEqual([
    ...Array.from({ length: AT_ONCE }, () => "flood"),
    "other",
    ...Array.from({ length: 6 }, () => "partner"),
  ]);
  inside[0]?.();
  expect(events.at(-1)).toBe("flood");
  expect(events).toHaveLength(AT_ONCE + 8);
});

test("what waits for too long, or comes when the line is full, is one too many of its caller", () => {
  ask(FLOOD, AT_ONCE + 129);
  expect(events.slice(AT_ONCE)).toEqual(["RATE_LIMITED"]);
  vi.advanceTimersByTime(LINE_PATIENCE_MS.query + 20);
  expect(events.filter((event) => event === TOO_MUCH_AT_ONCE.code)).toHaveLength(129);
});

test("a call that was refused for its number keeps its place for a while", () => {
  ask(FLOOD, AT_ONCE + 2);
  inside[0]?.(true);
  vi.advanceTimersByTime(REFUSED_PLACE_MS - 1);
  expect(events).toHaveLength(AT_ONCE);
  vi.advanceTimersByTime(1);
  expect(events).toHaveLength(AT_ONCE + 1);
});

test("a caller whose reads have taken much of the gateway rests after each, for longer than it took, and nobody else does", () => {
  ask(FLOOD, AT_ONCE + 4);
  vi.advanceTimersByTime(READ_REST.afterMs);
  inside[0]?.();
  expect(events).toHaveLength(AT_ONCE + 1);
  inside[1]?.();
  expect(events).toHaveLength(AT_ONCE + 1);
  vi.advanceTimersByTime(READ_REST.maxMs);
  expect(events).toHaveLength(AT_ONCE + 2);
  vi.advanceTimersByTime(40);
  // It took forty milliseconds.
  inside.at(-1)?.();
  vi.advanceTimersByTime(40 * READ_REST.times - 1);
  expect(events).toHaveLength(AT_ONCE + 2);
  vi.advanceTimersByTime(1);
  expect(events).toHaveLength(AT_ONCE + 3);
  ask(OTHER, AT_ONCE + 1);
  vi.advanceTimersByTime(10);
  inside.at(-1)?.();
  expect(events.slice(AT_ONCE + 3)).toEqual(Array.from({ length: AT_ONCE + 1 }, () => "other"));
});

test("a read that took no time rests as well, once its caller has had much: one that is refused in a loop costs what stands around it", () => {
  ask(FLOOD, AT_ONCE + 3);
  vi.advanceTimersByTime(2 * READ_REST.afterMs);
  inside[0]?.();
  inside[1]?.();
  vi.advanceTimersByTime(READ_REST.maxMs);
  expect(events).toHaveLength(AT_ONCE + 2);
  inside.at(-1)?.();
  vi.advanceTimersByTime(READ_REST.minMs - 1);
  expect(events).toHaveLength(AT_ONCE + 2);
  vi.advanceTimersByTime(1);
  expect(events).toHaveLength(AT_ONCE + 3);
});

test.each(["command", "quote"] as const)("a %s rests for nothing", (lane) => {
  const entries: unknown[] = [];
  const leave = (entry: Leave | Refusal): void => {
    entries.push(entry);
  };
  const atOnce = CALLER_LIMITS.person?.lines[lane].atOnce ?? 0;
  for (let n = 0; n < 2 * atOnce; n += 1) admission.enter(lane, FLOOD, leave);
  vi.advanceTimersByTime(READ_REST.afterMs);
  for (const entry of entries.slice()) if (typeof entry === "function") entry();
  expect(entries).toHaveLength(2 * atOnce);
});
