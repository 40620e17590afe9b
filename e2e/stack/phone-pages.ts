import { as, type Api, bookRide } from "./api.ts";
import type { AppPage } from "./admin-pages.ts";

const MONAS = "-6.17539,106.82715,Monas";
const OFFICE = { latitude: -6.2262, longitude: 106.8099 };
const DROPOFF = { latitude: -6.1924, longitude: 106.8228 };

/** Where mails of every app lead, with a link that is none. */
const LINKED: readonly AppPage[] = [
  { name: "forgot-password", path: "/forgot-password" },
  { name: "reset-password", path: "/reset-password?token=none" },
  { name: "confirm-email", path: "/confirm-email?token=none" },
  { name: "verify-email", path: "/verify-email?token=none" },
  { name: "undo-email", path: "/undo-email?token=none" },
];

/** What the rider's app shows before signing in. */
export const STRANGERS_PAGES: readonly AppPage[] = [
  { name: "home", path: "/" },
  { name: "search", path: "/?step=destination" },
  { name: "pin", path: `/?step=destination-pin&from=${MONAS}` },
  { name: "prices", path: `/?from=${MONAS}&to=-6.22620,106.80990,Senayan` },
  { name: "offline", path: "/offline" },
  { name: "sign-in", path: "/sign-in" },
  { name: "sign-up", path: "/sign-up" },
  ...LINKED,
];

/** And after: with a trip that has just been cancelled, whose search was in sight before. */
export async function riderPages(api: Api): Promise<readonly AppPage[]> {
  const rider = api.stack.accounts.rider;
  const { orderId } = await bookRide(api, rider, { pickup: OFFICE, dropoff: DROPOFF, paymentMethod: "cash" });
  const cancel = async (): Promise<void> => {
    await as(api, rider)("order.cancel", { orderId });
  };
  return [
    { name: "searching", path: "/", afterwards: cancel },
    { name: "ready", path: "/" },
    { name: "options", path: `/?from=${MONAS}&to=-6.22620,106.80990,Senayan` },
    { name: "trips", path: "/trips" },
    { name: "trip", path: `/trips/${orderId}` },
    { name: "wallet", path: "/wallet" },
    { name: "profile", path: "/profile" },
    { name: "places", path: "/profile/places" },
    { name: "nowhere", path: "/nowhere" },
  ];
}

/** What the driver's app shows before signing in. */
export const DRIVERS_OPEN_PAGES: readonly AppPage[] = [
  { name: "welcome", path: "/" },
  { name: "offline", path: "/offline" },
  ...LINKED,
];

export const DRIVERS_PAGES: readonly AppPage[] = [
  { name: "drive", path: "/" },
  { name: "trips", path: "/trips" },
  { name: "earnings", path: "/earnings" },
  { name: "profile", path: "/profile" },
  { name: "nowhere", path: "/nowhere" },
];
