import { RpcProvider } from "@atlas/features/rpc";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { useState, type ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { ActiveTripProvider } from "../trip/active-trip.tsx";
import type { Place, Quote } from "../views.ts";
import { ConfirmStep } from "./confirm-step.tsx";
import { useNote } from "./use-note.ts";

const GAMBIR = { label: "Stasiun Gambir", lat: -6.1767, lng: 106.8306 };
const BLOK_M = { label: "Blok M", lat: -6.2444, lng: 106.7983 };
const QUOTE: Quote = {
  quoteId: "01900000-0000-7000-8000-000000000001",
  cityId: "jakarta",
  vehicleType: "go-ride",
  pickup: GAMBIR,
  dropoff: BLOK_M,
  distanceM: 8_000,
  durationS: 1_500,
  isEstimate: false,
  fareMinor: "24000",
  currency: "IDR",
  surge: 1,
  route: { distanceM: 8_000, durationS: 1_500, geometry: [], isEstimate: false },
  pickupEtaS: 180,
  breakdown: { baseMinor: "8000", distanceMinor: "16000", timeMinor: "0", minimumMinor: "8000" },
  expiresAt: "2026-01-05T03:05:00Z",
  owed: null,
};

/** The last step, which can be left and come back to, and another pickup. */
function Booking(): ReactNode {
  const [isShown, setIsShown] = useState(true);
  const [pickup, setPickup] = useState<Place>(GAMBIR);
  const note = useNote(pickup);
  return (
    <ActiveTripProvider>
      <button type="button" onClick={() => setIsShown(!isShown)}>
        Back and forth
      </button>
      <button type="button" onClick={() => setPickup(BLOK_M)}>
        Elsewhere
      </button>
      {isShown ? <ConfirmStep quote={QUOTE} note={note} onPriceGone={() => {}} dispatch={() => {}} /> : null}
    </ActiveTripProvider>
  );
}

const field = page.getByLabelText(en.plan.note);

test("what the rider writes for the driver is booked with the ride", async () => {
  const booked: unknown[] = [];
  await renderOnPage(
    <RpcProvider>
      <Booking />
    </RpcProvider>,
    {
      messages: { en, id },
      gateway: async (path, request) => {
        if (path !== "/trpc/order.create") return Response.json(null);
        booked.push(await request.json());
        return Response.json([{ result: { data: { orderId: "o1", status: "CREATED", version: 1 } } }]);
      },
    },
  );
  await field.fill("Lobby B");
  await page.getByRole("button", { name: /^Book ride/ }).click();
  await vi.waitFor(() => expect(booked).toMatchObject([{ 0: { note: "Lobby B", quoteId: QUOTE.quoteId } }]));
});

test("a note is as long as drivers can read, stays while the plan goes back and forth, and is of one pickup", async () => {
  await renderOnPage(
    <RpcProvider>
      <Booking />
    </RpcProvider>,
    { messages: { en, id } },
  );
  await expect.element(field).toHaveAttribute("maxlength", "200");
  await field.fill("Lobby B");
  await page.getByRole("button", { name: "Back and forth" }).click();
  await expect.element(field).not.toBeInTheDocument();
  await page.getByRole("button", { name: "Back and forth" }).click();
  await expect.element(field).toHaveValue("Lobby B");
  await page.getByRole("button", { name: "Elsewhere" }).click();
  await expect.element(field).toHaveValue("");
});
