import { types } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OWN_CLOCK } from "./own-clock.ts";
import { setProcessTime } from "./set-process-time.ts";

const NOON_MS = 1_795_348_800_000;

let undo: () => void;
beforeEach(() => {
  const OwnDate = Date;
  undo = setProcessTime(() => new OwnDate(NOON_MS));
});
afterEach(() => undo());

test("what asks for the time gets the clock's, however it asks", () => {
  expect(Date.now()).toBe(NOON_MS);
  expect(new Date().getTime()).toBe(NOON_MS);
  expect(Date()).toBe(new Date(NOON_MS).toString());
  const { now } = Date;
  expect(now()).toBe(NOON_MS);
});

test("dates of a given time are what they were", () => {
  expect(new Date(0).toISOString()).toBe("1970-01-01T00:00:00.000Z");
  expect(new Date(2026, 0, 1).getFullYear()).toBe(2026);
  expect(Date.UTC(1970, 0, 2)).toBe(86_400_000);
  expect(Date.parse("1970-01-01T00:00:01Z")).toBe(1_000);
});

test("what is a date is known as one", () => {
  for (const date of [new Date(), new Date(0), structuredClone(new Date(0))]) {
    expect(date instanceof Date && types.isDate(date) && date.constructor === Date).toBe(true);
  }
  class Birthday extends Date {}
  expect(new Birthday(0) instanceof Birthday).toBe(true);
});

test("the machine's clock is still known, and back when it is undone", () => {
  expect(Math.abs(OWN_CLOCK.wallMs() - NOON_MS)).toBeGreaterThan(1_000);
  undo();
  expect(Math.abs(Date.now() - OWN_CLOCK.wallMs())).toBeLessThan(1_000);
});
