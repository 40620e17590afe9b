import { uiEn } from "@atlas/ui/messages/en";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { afterEach, expect, test } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { keepLastTrip } from "./last-trip.ts";
import { RiderOfflinePage } from "./rider-offline-page.tsx";

const NOW = new Date("2026-11-30T05:00:00Z");
const DRIVER = {
  driverId: "d1",
  name: "Budi",
  plate: "B 1234 XYZ",
  vehicleType: "go-ride",
  vehicleModel: "Honda Beat",
  rating: null,
  phone: "+62 800 0000 01",
} as const;
const TRIP = {
  status: "MATCHED",
  isQueued: false,
  pickup: { label: "Stasiun Gambir", lat: -6.1767, lng: 106.8306 },
  dropoff: { label: "Blok M", lat: -6.2444, lng: 106.7983 },
  driver: DRIVER,
  startPin: "4711",
} as const;

afterEach(() => localStorage.clear());

async function show(): Promise<void> {
  await renderOnPage(<RiderOfflinePage />, { messages: { en, id } });
  await expect.element(page.getByRole("heading", { name: uiEn.offlinePage.title })).toBeVisible();
}

test("without a trip it says what does not work, and that it goes on by itself", async () => {
  await show();
  await expect.element(page.getByText(en.offlinePage.hint)).toBeVisible();
});

test("the trip under way is there as it was last seen: the car, the PIN and a call", async () => {
  keepLastTrip(TRIP, NOW);
  await show();
  await expect.element(page.getByText(en.offlinePage.tripHint)).toBeVisible();
  await expect.element(page.getByText("B 1234 XYZ")).toBeVisible();
  await expect.element(page.getByText("Meet at Stasiun Gambir")).toBeVisible();
  await expect.element(page.getByText("12:00")).toBeVisible();
  await expect.element(page.getByText("4711")).toBeVisible();
  await expect.element(page.getByRole("link", { name: "Call Budi" })).toHaveAttribute("href", "tel:+62 800 0000 01");
});

test("on the way neither the pickup nor the PIN is of use", async () => {
  keepLastTrip({ ...TRIP, status: "STARTED" }, NOW);
  await show();
  await expect.element(page.getByText("To Blok M")).toBeVisible();
  await expect.element(page.getByText("4711")).not.toBeInTheDocument();
  await expect.element(page.getByText("Meet at Stasiun Gambir")).not.toBeInTheDocument();
});

test.each([null, { ...TRIP, status: "FINISHED" } as const, { ...TRIP, status: "CANCELLED" } as const])(
  "nothing stays of a trip that is over",
  async (order) => {
    keepLastTrip(TRIP, NOW);
    keepLastTrip(order, NOW);
    expect(localStorage).toHaveLength(0);
    await show();
    await expect.element(page.getByText(en.offlinePage.hint)).toBeVisible();
  },
);

test.each(["no JSON", "[]", '{"status":"FLYING"}', "7"])(
  "what another version has kept (%s) is no trip",
  async (kept) => {
    localStorage.setItem("atlas-last-trip", kept);
    await show();
    await expect.element(page.getByText(en.offlinePage.hint)).toBeVisible();
  },
);
