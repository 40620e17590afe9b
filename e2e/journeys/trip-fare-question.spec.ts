import { type APIRequestContext, expect } from "@playwright/test";
import { z } from "zod";
import { test } from "../stack/journey.ts";
import { openContext, PHONE, signIn } from "../stack/people.ts";

/** Away from where the other journeys leave their drivers, and some hundred metres apart. */
const PICKUP = { lat: -6.20335, lng: 106.81463 };
const DROPOFF = { lat: -6.2013, lng: 106.81316 };
/** Longer than the hole that is allowed below; and in it a car may have come from one end to the other. */
const SILENT_MS = 12_000;

const answerSchema = z.object({ result: z.object({ data: z.unknown() }) });
const orderSchema = z.object({ orderId: z.string(), cityId: z.string(), status: z.string() });

interface Caller {
  readonly request: APIRequestContext;
  readonly gateway: string;
}

/** What an app asks of the API. */
async function command({ request, gateway }: Caller, token: string, name: string, input: object): Promise<unknown> {
  const response = await request.post(`${gateway}/trpc/${name}`, {
    headers: { authorization: `Bearer ${token}` },
    data: input,
  });
  expect(response.status(), await response.text()).toBe(200);
  return answerSchema.parse(await response.json()).result.data;
}

test("a rider whose trip was not seen to its end is asked whether it arrived, and a yes pays the rest", async ({
  browser,
  request,
  stack,
}) => {
  const call = { request, gateway: stack.gateway };
  const { rider, driver, admin } = stack.accounts;
  const ping = async (): Promise<unknown> =>
    command(call, driver.token, "tracker.updateLocation", { ...PICKUP, accuracyM: 5, recordedAt: Date.now() });
  await command(call, driver.token, "tracker.setAvailability", { isAvailable: true, autoAccept: true });
  await ping();
  const quotes = await command(call, rider.token, "order.quote", {
    pickup: PICKUP,
    dropoff: DROPOFF,
    vehicleType: "go-ride",
  });
  const [quote] = z.array(z.object({ quoteId: z.string() })).parse(quotes);
  const booked = await command(call, rider.token, "order.create", { quoteId: quote?.quoteId, paymentMethod: "wallet" });
  const { orderId, cityId } = orderSchema.parse(booked);
  const set = async (key: string, value: number): Promise<unknown> =>
    command(call, admin.token, "city.changeSetting", { cityId, key, value, reason: "a short journey" });

  await test.step("the driver starts the trip at the pickup, and is not heard of until its end", async () => {
    await set("shortTripS", 0);
    await set("trackHoleS", 10);
    const step = async (status: string): Promise<unknown> =>
      command(call, driver.token, "order.updateStatus", { orderId, status });
    await expect
      .poll(async () => {
        await ping();
        const response = await request.get(`${stack.gateway}/customer/order?id=${orderId}`, {
          headers: { authorization: `Bearer ${rider.token}` },
        });
        return z.object({ status: z.string() }).parse(await response.json()).status;
      })
      .toBe("MATCHED");
    await step("STARTED");
    await new Promise((resolve) => setTimeout(resolve, SILENT_MS));
    await step("FINISHED");
    await set("shortTripS", 60);
    await set("trackHoleS", 60);
  });

  const context = await openContext(browser, PHONE, { latitude: PICKUP.lat, longitude: PICKUP.lng });
  const page = await context.newPage();
  await test.step("the rider reads why, says yes, and the receipt shows the agreed fare", async () => {
    await page.goto(stack.web);
    await signIn(page, rider);
    await expect(page.getByRole("heading", { name: "Your trip has ended" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Did you arrive?" })).toBeVisible();
    await expect(page.getByText("Not confirmed")).toBeVisible();
    await expect(page.getByText(/The minimum fare.*Positions are missing at the end/)).toBeVisible();
    await page.getByRole("button", { name: "Yes, I arrived" }).click();
    await expect(page.getByText(/You confirmed the trip/)).toBeVisible();
    await expect(page.getByRole("heading", { name: "You have arrived" })).toBeVisible();
    await expect(page.getByText("Not confirmed")).toBeHidden();
  });
  await command(call, driver.token, "tracker.setAvailability", { isAvailable: false });
  await context.close();
});
