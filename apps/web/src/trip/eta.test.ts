import { describe, expect, test } from "vitest";

import type { Order } from "../views.ts";
import { dropoffEtaS, pickupEtaS } from "./eta.ts";

const pickup = { label: "A", lat: -6.2, lng: 106.8 };
const dropoff = { label: "B", lat: -6.2, lng: 106.82 };

function order(parts: Pick<Order, "distanceM" | "durationS">): Order {
  return {
    orderId: "01900000-0000-7000-8000-000000000001",
    cityId: "jakarta",
    status: "STARTED",
    riderId: "01900000-0000-7000-8000-000000000002",
    riderName: "Rider",
    driver: null,
    vehicleType: "go-ride",
    paymentMethod: "cash",
    pickup,
    dropoff,
    isEstimate: false,
    route: [
      [pickup.lng, pickup.lat],
      [dropoff.lng, dropoff.lat],
    ],
    fareMinor: "12000",
    finalFareMinor: null,
    fareReason: null,
    currency: "IDR",
    note: null,
    isSearching: false,
    isQueued: false,
    queuedBehind: null,
    searchEndsAt: null,
    startPin: null,
    hasStartPin: false,
    cancelledBy: null,
    cancelReason: null,
    isNoShow: false,
    cancelFeeMinor: null,
    carriedDebtMinor: null,
    cashToCollectMinor: null,
    refundedMinor: "0",
    rating: null,
    tripCheck: null,
    settlement: "none",
    createdAt: "2026-11-22T10:00:00.000Z",
    requestedAt: null,
    matchedAt: null,
    promotedAt: null,
    arrivedAt: null,
    arrival: null,
    waiting: null,
    startedAt: null,
    finishedAt: null,
    endedAt: null,
    version: 1,
    ...parts,
  };
}

describe("the time that is left", () => {
  const trip = order({ distanceM: 2_211, durationS: 300 });

  test("at the pickup the whole trip is left", () => {
    expect(dropoffEtaS(trip, pickup)).toBeCloseTo(300, -1);
  });

  test("halfway half of it is left, and at the end nothing", () => {
    expect(dropoffEtaS(trip, { lat: -6.2, lng: 106.81 })).toBeCloseTo(150, -1);
    expect(dropoffEtaS(trip, dropoff)).toBeCloseTo(0, 0);
  });

  test("a driver off the route still has to come back to it", () => {
    expect(dropoffEtaS(trip, { lat: -6.21, lng: 106.81 })).toBeGreaterThan(
      dropoffEtaS(trip, { lat: -6.2, lng: 106.81 }),
    );
  });

  test("a driver a kilometre off needs longer than one at the kerb", () => {
    expect(pickupEtaS(trip, { lat: -6.209, lng: 106.8 })).toBeGreaterThan(150);
    expect(pickupEtaS(trip, pickup)).toBe(0);
  });

  test("a crawl of a trip does not make an endless approach", () => {
    expect(pickupEtaS(order({ distanceM: 100, durationS: 3_600 }), { lat: -6.209, lng: 106.8 })).toBeLessThan(600);
  });
});
