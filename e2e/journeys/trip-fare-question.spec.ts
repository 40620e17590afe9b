import { expect } from "@playwright/test";
import { as, goOffline, startTrip } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { openContext, PHONE, signIn } from "../stack/people.ts";

/** Away from where the other journeys leave their drivers, and some hundred metres apart. */
const PICKUP = { latitude: -6.20335, longitude: 106.81463 };
const DROPOFF = { latitude: -6.2013, longitude: 106.81316 };
/** Longer than the hole that is allowed below; and in it a car may have come from one end to the other. */
const SILENT_MS = 12_000;

test("a rider whose trip was not seen to its end is asked whether it arrived, and a yes pays the rest", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const { rider, driver, admin } = stack.accounts;
  const ride = { rider, driver, pickup: PICKUP, dropoff: DROPOFF, paymentMethod: "wallet" } as const;
  const { orderId, cityId } = await startTrip(api, ride);
  const set = async (key: string, value: number): Promise<unknown> =>
    as(api, admin)("city.changeSetting", { cityId, key, value, reason: "a short journey" });

  await test.step("the driver is not heard of until the trip's end", async () => {
    await set("shortTripS", 0);
    await set("trackHoleS", 10);
    await new Promise((resolve) => setTimeout(resolve, SILENT_MS));
    await as(api, driver)("order.updateStatus", { orderId, status: "FINISHED" });
    await set("shortTripS", 60);
    await set("trackHoleS", 60);
  });

  const context = await openContext(browser, PHONE, PICKUP);
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
  await goOffline(api, driver);
  await context.close();
});
