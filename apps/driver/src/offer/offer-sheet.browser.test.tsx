import { RpcProvider } from "@atlas/features/rpc";
import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import { type Gateway, renderOnPage } from "@atlas/ui/testing/atlas-page";
import { uiEn } from "@atlas/ui/messages/en";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import type { OfferView, OrderView } from "../views.ts";
import { OfferSheet } from "./offer-sheet.tsx";

const NOW_MS = Date.UTC(2026, 0, 5, 3);
const FAST_MS = 900_000;
const OFFER: OfferView = {
  offerId: "o1",
  orderId: "r1",
  status: "PENDING",
  offeredAt: new Date(NOW_MS).toISOString(),
  expiresAt: new Date(NOW_MS + 20_000).toISOString(),
  isNextTrip: false,
  pickup: { lat: -6.2, lng: 106.8, label: "Stasiun Gambir" },
  dropoff: { lat: -6.22, lng: 106.85, label: "Jalan Kebon Sirih Barat Dalam VIII Nomor 14, Menteng" },
  pickupDistanceM: 800,
  pickupEtaS: 180,
  distanceM: 7_200,
  durationS: 1_200,
  vehicleType: "go-car",
  fareMinor: "40000",
  driverEarningsMinor: "32000",
  currency: "IDR",
  paymentMethod: "cash",
  note: "Lobby B, by the blue gate",
  riderName: "Siti",
  riderRating: 4.8,
};
const heard = {
  onResponding: vi.fn<() => void>(),
  onResponded: vi.fn<() => void>(),
  onTaken: vi.fn<(order: OrderView) => void>(),
};
const accept = page.getByRole("button", { name: en.offer.accept });
const decline = page.getByRole("button", { name: en.offer.decline });

async function show(gateway?: Gateway): Promise<void> {
  await renderOnPage(
    <RpcProvider>
      <ClockOffsetContext value={-FAST_MS}>
        <OfferSheet offer={OFFER} onCover={() => {}} {...heard} />
      </ClockOffsetContext>
    </RpcProvider>,
    { messages: { en, id }, ...(gateway ? { gateway } : {}) },
  );
}

/** The gateway's answer to the one call of a batch; everything else is for nobody in particular. */
function responding(procedure: string, answer: Response): Gateway {
  return (path) => (path === `/trpc/${procedure}` ? answer : Response.json(null));
}

beforeEach(() => {
  for (const listener of Object.values(heard)) listener.mockClear();
});
afterEach(() => vi.useRealTimers());

test("it counts down by Atlas's clock on a phone that is 15 min fast", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"], now: NOW_MS + FAST_MS });
  await show();
  await expect.element(page.getByRole("timer", { name: "20 seconds left" })).toBeVisible();
  vi.advanceTimersByTime(13_000);
  await expect.element(page.getByRole("timer", { name: "7 seconds left" })).toBeVisible();
});

test("it shows what the rider wrote for the driver", async () => {
  await show();
  await expect.element(page.getByText(en.offer.note)).toBeVisible();
  await expect.element(page.getByText("Lobby B, by the blue gate")).toBeVisible();
});

test("it takes the focus, and by keyboard the way leads to accept, then to decline", async () => {
  await show();
  await expect.element(page.getByRole("alertdialog", { name: en.offer.title })).toHaveFocus();
  await userEvent.tab();
  await expect.element(accept).toHaveFocus();
  await userEvent.tab();
  await expect.element(decline).toHaveFocus();
});

test("the order of an accepted offer is taken in hand, and no second response can be sent meanwhile", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  await show((path) => (path === "/trpc/dispatch.accept" ? promise : Response.json(null)));
  await accept.click();
  await expect.element(accept).toBeDisabled();
  await expect.element(decline).toBeDisabled();
  expect(heard.onResponding).toHaveBeenCalledTimes(1);
  expect(heard.onResponded).not.toHaveBeenCalled();
  resolve(Response.json([{ result: { data: { order: { orderId: "r1", isQueued: false } } } }]));
  await vi.waitFor(() => expect(heard.onResponded).toHaveBeenCalledTimes(1));
  expect(heard.onTaken).toHaveBeenCalledWith({ orderId: "r1", isQueued: false });
});

test("an accepted next trip is not taken in hand", async () => {
  const order = { orderId: "r1", isQueued: true };
  await show(responding("dispatch.accept", Response.json([{ result: { data: { order } } }])));
  await accept.click();
  await expect.element(page.getByText(en.offer.nextTaken)).toBeVisible();
  expect(heard.onTaken).not.toHaveBeenCalled();
});

test.each(["accept", "decline"] as const)(
  "a refused %s is said in words, and the offer is off the screen's mind",
  async (what) => {
    const error = {
      message: "Another driver was faster.",
      code: -32_009,
      data: { code: "CONFLICT", atlasCode: "OFFER_TAKEN", httpStatus: 409 },
    };
    await show(responding(`dispatch.${what}`, Response.json([{ error }], { status: 409 })));
    await (what === "accept" ? accept : decline).click();
    await expect.element(page.getByText(uiEn.errors.OFFER_TAKEN)).toBeVisible();
    expect(heard.onResponded).toHaveBeenCalledTimes(1);
    expect(heard.onTaken).not.toHaveBeenCalled();
  },
);
