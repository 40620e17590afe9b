import type { OrderStatus } from "@atlas/core/order-status";
import { expect, test } from "vitest";

import { eventsOf } from "./events-of.ts";
import { tripAt } from "./trip-at.ts";

const iso = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 3, minute)).toISOString();
const at = (minute: number): number => Date.parse(iso(minute));
const trip = (
  orderId: string,
  [matched, started, ended]: readonly (number | null)[],
  status: OrderStatus = "FINISHED",
) => ({
  orderId,
  pickup: "Monas",
  dropoff: "Kota",
  polyline: "",
  status,
  matchedAt: matched == null ? null : iso(matched),
  startedAt: started == null ? null : iso(started),
  endedAt: ended == null ? null : iso(ended),
});

test("a day's events come in order, stops between trips", () => {
  const events = eventsOf(
    [trip("a", [0, 5, 20]), trip("b", [30, null, 33], "CANCELLED")],
    [{ startedAt: iso(22), durationS: 300 }],
  );
  expect(events.map(({ kind, atMs }) => [kind, atMs])).toEqual([
    ["matched", at(0)],
    ["started", at(5)],
    ["finished", at(20)],
    ["stop", at(22)],
    ["matched", at(30)],
    ["cancelled", at(33)],
  ]);
});

test("a running trip has no end yet", () => {
  expect(eventsOf([trip("a", [0, 5, null], "STARTED")], []).map(({ kind }) => kind)).toEqual(["matched", "started"]);
});

test("the trip in sight is the one that was on, of two that overlap the running one", () => {
  const trips = [trip("running", [0, 5, 20]), trip("next", [15, 25, 40])];
  const seen = [-1, 0, 17, 20, 39, 40].map((minute) => tripAt(trips, at(minute))?.orderId);
  expect(seen).toEqual([undefined, "running", "running", "next", "next", undefined]);
  expect(tripAt(trips, null)).toBeUndefined();
});
