import { expect } from "@playwright/test";
import { test } from "../stack/journey.ts";
import {
  book,
  DESK,
  goOnline,
  hold,
  newPlate,
  openContext,
  type Person,
  PHONE,
  type Place,
  signIn,
  signUp,
  topUp,
} from "../stack/people.ts";

/** Away from where the other journeys leave their drivers; both ends are a few minutes apart. */
const FIRST_PICKUP: Place = { latitude: -6.2446, longitude: 106.798 };
const FIRST_DROPOFF: Place = { latitude: -6.239, longitude: 106.7985 };
const NEXT_PICKUP: Place = { latitude: -6.2375, longitude: 106.7992 };

const PLATE = newPlate("NXT");
const stamp = Date.now().toString(36);
const RIDER: Person = { name: "Sari Lestari", email: `sari-${stamp}@example.com`, password: "rides-next-1" };
const DRIVER: Person = { name: "Agus Salim", email: `agus-${stamp}@example.com`, password: "drives-on-1" };

test("a driver takes the next trip before the running one is over, and its rider knows when the driver comes", async ({
  browser,
  request,
  stack,
}) => {
  const driverContext = await openContext(browser, PHONE, FIRST_PICKUP);
  const riderContext = await openContext(browser, PHONE, NEXT_PICKUP);
  const adminContext = await openContext(browser, DESK, NEXT_PICKUP);
  const driver = await driverContext.newPage();
  const rider = await riderContext.newPage();
  const admin = await adminContext.newPage();
  const first = stack.accounts.rider;

  await test.step("a driver has a rider on board", async () => {
    await goOnline(driver, stack.driver, DRIVER, { plate: PLATE, model: "Honda Beat, white" });
    const asked = await request.post(`${stack.gateway}/customer/ride/request`, {
      headers: { authorization: `Bearer ${first.token}` },
      data: {
        passenger_id: first.id,
        pickup_lat: FIRST_PICKUP.latitude,
        pickup_long: FIRST_PICKUP.longitude,
        dropoff_lat: FIRST_DROPOFF.latitude,
        dropoff_long: FIRST_DROPOFF.longitude,
        vehicle_type: "go-ride",
      },
    });
    expect(asked.status(), await asked.text()).toBe(200);
    await driver.getByRole("alertdialog").getByRole("button", { name: "Accept" }).click();
    await driver.getByRole("button", { name: "I have arrived" }).click();
    await driver.getByRole("button", { name: "Start trip" }).click();
    await expect(driver.getByRole("button", { name: "Finish trip" })).toBeVisible();
  });

  await test.step("another rider books where that trip ends", async () => {
    await rider.goto(stack.web);
    await signUp(rider, RIDER);
    await expect(rider.getByRole("heading", { name: /Where to, Sari/ })).toBeVisible();
    await topUp(rider, stack.web);
    await book(rider, stack.web, "Monas", /Monas|Monumen/);
  });

  await test.step("the driver is offered it as the next trip, and keeps driving", async () => {
    const offer = driver.getByRole("alertdialog");
    await expect(offer.getByRole("heading", { name: "Next trip" })).toBeVisible();
    await expect(offer).toContainText(RIDER.name);
    await offer.getByRole("button", { name: "Accept" }).click();
    await expect(driver.getByText(`Pick up ${RIDER.name}`)).toBeVisible();
    await expect(driver.getByRole("button", { name: "Finish trip" })).toBeVisible();
  });

  await test.step("the rider sees when the driver comes, and not where the driver is", async () => {
    await expect(rider.getByText("Driver ends a trip first").first()).toBeVisible();
    await expect(rider.getByRole("heading", { name: /^Agus is (about )?\d+ min away/ })).toBeVisible();
    await expect(rider.getByText(PLATE)).toBeVisible();
    await expect(rider.getByRole("img", { name: DRIVER.name })).toHaveCount(0);
  });

  await test.step("the operator sees why a driver on a trip was chosen", async () => {
    await admin.goto(stack.admin);
    await signIn(admin, stack.accounts.admin);
    await expect(admin.getByRole("heading", { name: "Live map" })).toBeVisible();
    await admin.goto(`${stack.admin}/orders`);
    const row = admin.getByRole("row").filter({ hasText: RIDER.name });
    await expect(row).toContainText("Queued behind a trip");
    await row.getByRole("link").first().click();
    await expect(admin.getByText(/Ends a trip in/).first()).toBeVisible();
    await expect(admin.getByText("Waits behind")).toBeVisible();
  });

  await test.step("at the end of the running trip the next one is the driver's trip", async () => {
    await hold(driver, "Finish trip");
    await expect(rider.getByText("Driver on the way").first()).toBeVisible();
    await driver.getByRole("button", { name: `Next: pick up ${RIDER.name}` }).click();
  });

  await test.step("a driver whose position is elsewhere insists, and everybody sees that it is the driver's word", async () => {
    await driver.getByRole("button", { name: "I have arrived" }).click();
    const doubt = driver.getByRole("dialog", { name: "Are you at the pickup?" });
    await expect(doubt).toContainText("You are not at the pickup yet");
    await doubt.getByRole("button", { name: "I am here" }).click();
    await expect(doubt.getByRole("alert")).toHaveText("Say where you are.");
    await doubt.getByLabel("I am here:").fill("at the side gate");
    await doubt.getByRole("button", { name: "I am here" }).click();
    await expect(rider.getByText("Agus says they are here")).toBeVisible();
    await expect(rider.getByText(/“at the side gate”/)).toBeVisible();
    await expect(driver.getByText(/This waiting is not paid/)).toBeVisible();
    await expect(admin.getByText("Driver’s word")).toBeVisible();
    await driver.getByRole("button", { name: "Start trip" }).click();
    await hold(driver, "Finish trip");
    await expect(rider.getByRole("heading", { name: "You have arrived" })).toBeVisible();
  });

  await Promise.all([driverContext.close(), riderContext.close(), adminContext.close()]);
});
