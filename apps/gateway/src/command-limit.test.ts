import type { Actor } from "@atlas/core/actor";
import { expect, test } from "vitest";
import { createCommandLimit } from "./command-limit.ts";

const rider: Actor = { userId: "rider", role: "rider" };

function sent(count: (actor: Actor) => void, actor: Actor, times: number): number {
  let taken = 0;
  for (let attempt = 0; attempt < times; attempt += 1) {
    try {
      count(actor);
      taken += 1;
    } catch {
      return taken;
    }
  }
  return taken;
}

test("a burst is taken, then ten a second, for each user alone", () => {
  let nowMs = 0;
  const count = createCommandLimit(() => nowMs);
  expect(sent(count, rider, 100)).toBe(40);
  expect(() => count(rider)).toThrow(expect.objectContaining({ code: "RATE_LIMITED" }));
  expect(sent(count, { userId: "other", role: "rider" }, 100)).toBe(40);
  nowMs = 1_000;
  expect(sent(count, rider, 100)).toBe(10);
  nowMs = 60_000;
  expect(sent(count, rider, 100)).toBe(40);
});

test("service accounts act for many and are not counted", () => {
  expect(
    sent(
      createCommandLimit(() => 0),
      { userId: "fleet", role: "service" },
      1_000,
    ),
  ).toBe(1_000);
});
