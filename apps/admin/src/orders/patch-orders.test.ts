import { expect, test } from "vitest";
import { newsOf, type OrderRow, patchPage } from "./patch-orders.ts";

const ORDER: OrderRow = {
  orderId: "0199d3a0-6c1e-7000-8000-000000000001",
  cityId: "jakarta",
  status: "MATCHED",
  riderId: "0199d3a0-6c1e-7000-8000-000000000002",
  riderName: "Wati",
  driver: null,
  vehicleType: "go-ride",
  paymentMethod: "cash",
  pickup: { label: "Monas", lat: -6.17, lng: 106.82 },
  dropoff: { label: "Blok M", lat: -6.24, lng: 106.79 },
  fareMinor: "25000",
  finalFareMinor: null,
  fareReason: null,
  cancelFeeMinor: null,
  refundedMinor: "0",
  currency: "IDR",
  isQueued: false,
  settlement: "none",
  createdAt: "2026-11-30T08:00:00.000Z",
  endedAt: null,
  version: 3,
};
const OTHER = { ...ORDER, orderId: "0199d3a0-6c1e-7000-8000-000000000009" };

test("a row in sight becomes what the event says, and the others stay the same objects", () => {
  const page = { items: [OTHER, ORDER], nextCursor: null };
  const after = { ...ORDER, version: 4, driver: { driverId: "x", name: "Budi" } };
  expect(newsOf(page.items, after)).toBe("changed");
  const patched = patchPage(page, after);
  expect(patched.items).toEqual([OTHER, after]);
  expect(patched.items[0]).toBe(OTHER);
});

test("what a list has already, or has newer, is no news", () => {
  const page = { items: [ORDER], nextCursor: null };
  expect(newsOf(page.items, ORDER)).toBe("same");
  expect(newsOf(page.items, { ...ORDER, version: 2, status: "CREATED" })).toBe("same");
  expect(patchPage(page, { ...ORDER, version: 2, status: "CREATED" })).toBe(page);
});

test("an order that is settled is news, though its version is the same", () => {
  expect(newsOf([ORDER], { ...ORDER, settlement: "settled" })).toBe("changed");
});

test("an order that is new, or has another status, may change which rows a list has", () => {
  expect(newsOf([OTHER], ORDER)).toBe("moved");
  expect(newsOf([ORDER], { ...ORDER, version: 4, status: "ARRIVED" })).toBe("moved");
  const page = { items: [OTHER], nextCursor: null };
  expect(patchPage(page, ORDER)).toBe(page);
});
