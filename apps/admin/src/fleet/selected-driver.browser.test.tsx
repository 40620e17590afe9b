import { RpcProvider } from "@atlas/features/rpc";
import { FleetCars } from "@atlas/ui/map/fleet-cars";
import { type Gateway, renderOnPage } from "@atlas/ui/testing/atlas-page";
import { packedFleet } from "@atlas/ui/map/packed-fleet";
import { beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { SelectedDriver } from "./selected-driver.tsx";

const DRIVER_ID = "0199d3a0-6c1e-7000-8000-0000000000aa";
const ORDER_ID = "0199d3a0-6c1e-7000-8000-0000000000bb";
const DRIVER = {
  driverId: DRIVER_ID,
  name: "Agus Wijaya",
  phone: "+6281234567890",
  rating: 4.8,
  vehicle: { vehicleType: "go-ride", plate: "B 1234 XYZ", model: "Honda Beat" },
  restriction: "suspension",
  creditMinor: "75000",
  debtMinor: "12000",
  currency: "IDR",
  trip: { orderId: ORDER_ID, status: "ARRIVED", pickupLabel: "Stasiun Gambir", dropoffLabel: "Blok M" },
  lastSeenAt: "2026-03-14T10:00:00Z",
  ageMs: 0,
};
const follow = vi.fn<(isFollowed: boolean) => void>();

/** A map with the driver, heard of seven seconds ago, on a trip. */
function onMap(): FleetCars {
  const cars = new FleetCars();
  const row = {
    slot: 0,
    lat: -6.2,
    lng: 106.8,
    headingDeg: null,
    vehicleType: "go-ride",
    state: "busy",
    ageMs: 7_000,
  } as const;
  cars.apply(packedFleet("snapshot", [row], { named: [[0, DRIVER_ID]] }), Date.now());
  return cars;
}

async function show(cars: FleetCars, gateway: Gateway): Promise<void> {
  await renderOnPage(
    <RpcProvider>
      <SelectedDriver cars={cars} driverId={DRIVER_ID} isFollowed={false} onFollow={follow} onClose={() => undefined} />
    </RpcProvider>,
    { messages: { en, id }, gateway },
  );
}

const returning =
  (driver: unknown): Gateway =>
  (path) =>
    path === "/trpc/ops.driverOnMap" ? Response.json([{ result: { data: driver } }]) : Response.json(null);

// The links read settings of a build, which there is none of here.
vi.hoisted(() => Reflect.set(globalThis, "process", { env: {} }));

beforeEach(() => {
  follow.mockClear();
});

test("a driver has name, plate, telephone, rating, credit, trip and the age of the position", async () => {
  await show(onMap(), returning(DRIVER));
  const card = page.getByRole("region", { name: en.fleet.selected });
  await expect.element(card.getByRole("link", { name: "Agus Wijaya" })).toHaveAttribute("href", `/people/${DRIVER_ID}`);
  await expect
    .element(card.getByRole("link", { name: en.fleet.openOrder }))
    .toHaveAttribute("href", `/orders/${ORDER_ID}`);
  await expect.element(card.getByRole("link", { name: DRIVER.phone })).toHaveAttribute("href", `tel:${DRIVER.phone}`);
  for (const text of ["B 1234 XYZ · Honda Beat", "4.8", "Rp 75,000", "Rp 12,000", en.status.ARRIVED, en.status.busy]) {
    await expect.element(card.getByText(text)).toBeVisible();
  }
  await expect.element(card.getByText("Stasiun Gambir → Blok M")).toBeVisible();
  await expect.element(card.getByText(en.people.kinds.suspension)).toBeVisible();
  await expect.element(card.getByText(/Last heard \d+ seconds ago/)).toBeVisible();
});

test("a driver is followed by a button that says whether they are", async () => {
  await show(onMap(), returning({ ...DRIVER, trip: null, debtMinor: "0", restriction: null }));
  await expect.element(page.getByText("Rp 75,000")).toBeVisible();
  await expect.element(page.getByText(en.fleet.debt)).not.toBeInTheDocument();
  const button = page.getByRole("button", { name: en.fleet.follow });
  await expect.element(button).toHaveAttribute("aria-pressed", "false");
  await button.click();
  expect(follow).toHaveBeenCalledExactlyOnceWith(true);
});

test("a driver who is not on the map is shown without a position, and cannot be followed", async () => {
  await show(new FleetCars(), returning({ ...DRIVER, phone: null, vehicle: null, rating: null }));
  await expect.element(page.getByText(en.fleet.offMap)).toBeVisible();
  await expect.element(page.getByText(en.fleet.unrated)).toBeVisible();
  await expect.element(page.getByRole("button", { name: en.fleet.follow })).not.toBeInTheDocument();
});

test("what could not be read is said, and read again", async () => {
  let calls = 0;
  await show(onMap(), (path) => {
    if (path !== "/trpc/ops.driverOnMap") return Response.json(null);
    calls += 1;
    if (calls > 1) return Response.json([{ result: { data: DRIVER } }]);
    const error = { message: "This driver does not exist.", code: -32_004, data: { atlasCode: "DRIVER_NOT_FOUND" } };
    return Response.json([{ error }], { status: 404 });
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.element(page.getByText("Agus Wijaya")).toBeVisible();
});
