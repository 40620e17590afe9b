import { type APIRequestContext, type APIResponse, expect } from "@playwright/test";
import { z } from "zod";
import type { Motorbike, Person, Place } from "./people.ts";
import type { RunningStack } from "./running-stack.ts";

const responseSchema = z.object({ result: z.object({ data: z.unknown() }) });
const sessionSchema = z.object({ token: z.string(), user: z.object({ id: z.string() }) });
const quotesSchema = z.tuple([z.object({ quoteId: z.string() })]);
const orderSchema = z.object({
  orderId: z.string(),
  cityId: z.string(),
  status: z.string(),
  settlement: z.string(),
  dropoff: z.object({ label: z.string() }),
});

/** The API of a stack, for what leads up to a journey. */
export interface Api {
  readonly request: APIRequestContext;
  readonly stack: RunningStack;
}

export interface Account {
  readonly id: string;
  readonly token: string;
}

export type Order = z.output<typeof orderSchema>;

interface Journey {
  readonly pickup: Place;
  readonly dropoff: Place;
  readonly paymentMethod: "wallet" | "cash";
}

interface Ride extends Journey {
  readonly rider: Account;
  readonly driver: Account;
}

/** What somebody asks to be done. */
export function as({ request, stack }: Api, { token }: Account): (name: string, input: object) => Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  return async (name, data) => {
    const response = await request.post(`${stack.gateway}/trpc/${name}`, { headers, data });
    return (await parsed(response, responseSchema)).result.data;
  };
}

/** A new account, signed in. Its cookies are nobody's: they would speak for the next caller. */
export async function openAccount({ stack }: Api, app: "web" | "driver", person: Person): Promise<Account> {
  await postAccount(stack, `${app}/sign-up`, person);
  const { email, password } = person;
  const { token, user } = sessionSchema.parse(await postAccount(stack, `${app}/sign-in`, { email, password }));
  return { id: user.id, token };
}

async function postAccount({ gateway, accounts }: RunningStack, what: string, body: object): Promise<unknown> {
  // As the service account, whose sign-ups do not count against this address.
  const headers = { authorization: `Bearer ${accounts.service.token}`, "content-type": "application/json" };
  const response = await fetch(`${gateway}/auth/${what}/email`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  const account: unknown = await response.json();
  expect(response.status, JSON.stringify(account)).toBe(200);
  return account;
}

/** A new driver with a motorbike and the credit that the city wants of drivers of cash trips. */
export async function openDriver(api: Api, person: Person, motorbike: Motorbike): Promise<Account> {
  const driver = await openAccount(api, "driver", person);
  await as(api, driver)("driver.saveVehicle", { ...motorbike, vehicleType: "go-ride" });
  await as(api, driver)("wallet.topUp", { amountMinor: 10_000, idempotencyKey: "first credit" });
  return driver;
}

/** A rider books a motorbike. */
export async function bookRide(api: Api, rider: Account, { pickup, dropoff, paymentMethod }: Journey): Promise<Order> {
  const journey = { pickup: toLatLng(pickup), dropoff: toLatLng(dropoff), vehicleType: "go-ride" };
  const [{ quoteId }] = quotesSchema.parse(await as(api, rider)("order.quote", journey));
  return orderSchema.parse(await as(api, rider)("order.create", { quoteId, paymentMethod }));
}

/** A rider books a motorbike, the driver who stands at the pickup is matched, and the trip starts. */
export async function startTrip(api: Api, ride: Ride): Promise<Order> {
  const { rider, driver } = ride;
  const pickup = toLatLng(ride.pickup);
  const ping = async (): Promise<unknown> =>
    as(api, driver)("tracker.updateLocation", { ...pickup, accuracyM: 5, recordedAt: Date.now() });
  await as(api, driver)("tracker.setAvailability", { isAvailable: true, autoAccept: true });
  await ping();
  const order = await bookRide(api, rider, ride);
  await expect
    .poll(async () => {
      await ping();
      return (await readOrder(api, rider, order)).status;
    })
    .toBe("MATCHED");
  await as(api, driver)("order.updateStatus", { orderId: order.orderId, status: "STARTED" });
  return order;
}

/** The driver ends the trip where it began, which costs the minimum, and goes offline once it is settled. */
export async function finishTrip(api: Api, driver: Account, order: Order): Promise<void> {
  await as(api, driver)("order.updateStatus", { orderId: order.orderId, status: "FINISHED" });
  await untilSettled(api, driver, order);
  await goOffline(api, driver);
}

export async function goOffline(api: Api, driver: Account): Promise<void> {
  await as(api, driver)("tracker.setAvailability", { isAvailable: false });
}

/** Until the ledger has what an order cost. */
export async function untilSettled(api: Api, account: Account, order: Order): Promise<void> {
  await expect.poll(async () => (await readOrder(api, account, order)).settlement).toBe("settled");
}

export async function readOrder(api: Api, account: Account, { orderId }: Pick<Order, "orderId">): Promise<Order> {
  return orderSchema.parse(await read(api, account)("order.get", { orderId }));
}

/** The order that somebody has under way. */
export async function readActiveOrder(api: Api, account: Account): Promise<Order> {
  return orderSchema.parse(await read(api, account)("order.active", {}));
}

/** What somebody asks to know. */
function read({ request, stack }: Api, { token }: Account): (name: string, input: object) => Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  return async (name, input) => {
    const params = { input: JSON.stringify(input) };
    const response = await request.get(`${stack.gateway}/trpc/${name}`, { headers, params });
    return (await parsed(response, responseSchema)).result.data;
  };
}

interface SettingOfCity {
  readonly key: string;
  readonly value: number;
  /** What it is before and afterwards. */
  readonly usual: number;
}

/** Does `run` while the city has set another value. */
export async function whileSet(
  api: Api,
  { key, value, usual }: SettingOfCity,
  run: () => Promise<void>,
): Promise<void> {
  const set = async (to: number): Promise<unknown> =>
    as(api, api.stack.accounts.admin)("city.changeSetting", {
      cityId: "jakarta",
      key,
      value: to,
      reason: "a short journey",
    });
  await set(value);
  try {
    await run();
  } finally {
    await set(usual);
  }
}

function toLatLng({ latitude, longitude }: Place): { lat: number; lng: number } {
  return { lat: latitude, lng: longitude };
}

async function parsed<T extends z.ZodType>(response: APIResponse, schema: T): Promise<z.output<T>> {
  expect(response.status(), await response.text()).toBe(200);
  return schema.parse(await response.json());
}
