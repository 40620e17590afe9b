import type { OrderStatus } from "@atlas/core/order-status";
import { expect, test } from "vitest";

import { currentTrip } from "./current-trip.ts";

function trip(orderId: string, status: OrderStatus): { orderId: string; status: OrderStatus } {
  return { orderId, status };
}

test("the result of a command counts before the subscription repeats it", () => {
  expect(currentTrip({ heard: undefined, applied: null })).toBeUndefined();
  expect(currentTrip({ heard: trip("a", "MATCHED"), applied: trip("a", "ARRIVED") })?.status).toBe("ARRIVED");
  expect(currentTrip({ heard: null, applied: trip("a", "MATCHED") })?.orderId).toBe("a");
  expect(currentTrip({ heard: trip("a", "STARTED"), applied: trip("a", "FINISHED") })).toBeNull();
  expect(currentTrip({ heard: undefined, applied: trip("a", "FINISHED") })).toBeNull();
});

test("the next trip that arrived before the result of the finish stays the current one", () => {
  expect(currentTrip({ heard: trip("b", "MATCHED"), applied: trip("a", "FINISHED") })?.orderId).toBe("b");
});
