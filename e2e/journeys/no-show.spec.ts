import { expect } from "@playwright/test";
import {
  as,
  bookRide,
  goOffline,
  openAccount,
  openDriver,
  type Order,
  readActiveOrder,
  readOrder,
  untilSettled,
  whileSet,
} from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { book, newPlate, openContext, type Person, PHONE, setClockAhead, signIn } from "../stack/people.ts";

/** Away from where the other journeys leave their drivers. */
const PICKUP = { latitude: -6.2608, longitude: 106.8145 };
const DROPOFF = { latitude: -6.2513, longitude: 106.8131 };
/** The driver is notified, and offered trips like any other; the page counts down by Atlas's clock. */
const CLOCK_AHEAD_MS = 15 * 60_000;
/** Long enough for a page on a busy machine to say when it ends before it does. */
const FREE_WAITING_S = 6;

const stamp = Date.now().toString(36);
const RIDER: Person = { name: "Maya Sari", email: `maya-${stamp}@example.com`, password: "does-not-come-1" };
const NEXT_RIDER: Person = { name: "Lina Wati", email: `lina-${stamp}@example.com`, password: "comes-down-1" };
const DRIVER: Person = { name: "Hadi Putra", email: `hadi-${stamp}@example.com`, password: "waits-long-1" };

test("a driver whose rider does not come ends the order after the free waiting, is paid for it, and takes the next", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const driverAccount = await openDriver(api, DRIVER, {
    plate: newPlate("NSW"),
    model: "Honda Beat, green",
  });
  const riderAccount = await openAccount(api, "web", RIDER);
  await as(api, riderAccount)("wallet.topUp", { amountMinor: 100_000, idempotencyKey: "for the ride" });
  const riderContext = await openContext(browser, PHONE, PICKUP);
  const driverContext = await openContext(browser, PHONE, PICKUP);
  await setClockAhead(driverContext, CLOCK_AHEAD_MS);
  let order: Order;
  const rider = await riderContext.newPage();
  const driver = await driverContext.newPage();

  await test.step("a driver whose phone is 15 min fast is offered a ride, in a city that lets riders wait for short", async () => {
    const driverGoesOnline = async (): Promise<void> => {
      await driver.goto(stack.driver);
      await signIn(driver, DRIVER);
      await driver.getByRole("button", { name: "Go online" }).click();
      await expect(driver.getByText("Waiting for a trip")).toBeVisible();
    };
    const riderSignsIn = async (): Promise<void> => {
      await rider.goto(stack.web);
      await signIn(rider, RIDER);
      await expect(rider.getByRole("heading", { name: /Where to, Maya/ })).toBeVisible();
    };
    await Promise.all([driverGoesOnline(), riderSignsIn()]);
    await whileSet(api, { key: "freeWaitingS", value: FREE_WAITING_S, usual: 300 }, async () => {
      await book(rider, stack.web, "Monas", /Monas|Monumen/);
      await expect(driver.getByRole("alertdialog")).toContainText(RIDER.name);
    });
  });

  // By now the city lets riders wait for five minutes again; this one agreed to less.
  await test.step("the driver is at the pickup, and the rider reads what not to come costs", async () => {
    await driver.getByRole("alertdialog").getByRole("button", { name: "Accept" }).click();
    await expect(rider.getByRole("heading", { name: /^Hadi is/ })).toBeVisible();
    order = await readActiveOrder(api, riderAccount);
    const warning = /^Waiting is free until \d\d:\d\d\. After that the driver may leave, and you pay .*5,000\.$/;
    await Promise.all([
      driver.getByRole("button", { name: "I have arrived" }).click(),
      expect(rider.getByText(warning)).toBeVisible(),
    ]);
    await expect(rider.getByText("Hadi is here")).toBeVisible();
    await expect(driver.getByText(/Free for the rider until \d\d:\d\d/)).toBeVisible();
  });

  await test.step("once the free waiting is over the driver says that the rider does not come", async () => {
    await expect(
      rider.getByText(/^Free waiting ended at \d\d:\d\d\. The driver may leave now, .*5,000\.$/),
    ).toBeVisible();
    await driver.getByRole("button", { name: "The rider does not come" }).click();
    const dialog = driver.getByRole("dialog", { name: `Is ${RIDER.name} not coming?` });
    await expect(dialog).toContainText(/the rider pays you .*5,000\. No other driver is sent\./);
    await dialog.getByRole("button", { name: "End the trip" }).click();
    await expect(driver.getByRole("heading", { name: "The rider did not come" })).toBeVisible();
    await expect(driver.getByText(/^The rider pays you .*5,000 for the wait\.$/)).toBeVisible();
  });

  await test.step("the rider reads that the trip has ended and what it cost, and pays no more", async () => {
    await expect(rider.getByRole("heading", { name: "You did not come to the pickup" })).toBeVisible();
    await expect(rider.getByText(/^Fee for the driver’s wait: .*5,000$/)).toBeVisible();
    await untilSettled(api, riderAccount, order);
    await rider.getByRole("button", { name: "Done" }).click();
    await rider.getByRole("link", { name: "Wallet" }).click();
    await expect(rider.getByText(/95,000/).first()).toBeVisible();
  });

  await test.step("nobody else was sent; the driver has the fee and is offered the next trip", async () => {
    await driver.getByRole("button", { name: "OK" }).click();
    await expect(driver.getByText("Waiting for a trip")).toBeVisible();
    const nextRider = await openAccount(api, "web", NEXT_RIDER);
    const next = await bookRide(api, nextRider, { pickup: PICKUP, dropoff: DROPOFF, paymentMethod: "cash" });
    const offer = driver.getByRole("alertdialog");
    await expect(offer).toContainText(NEXT_RIDER.name);
    await as(api, nextRider)("order.cancel", { orderId: next.orderId });
    await expect(offer).toBeHidden();
    await expect(driver.getByRole("definition").filter({ hasText: "15,000" })).toBeVisible();
    // What is settled as called off would be none of that had it gone to another driver.
    expect(await readOrder(api, riderAccount, order)).toMatchObject({ status: "CANCELLED", settlement: "settled" });
  });

  await test.step("an operator suspends the driver, whose page says at once that it is offline, and why", async () => {
    const operator = as(api, stack.accounts.admin);
    const userId = driverAccount.id;
    const reason = "papers are looked at";
    await operator("people.restrict", { userId, kind: "suspension", reason });
    // The page reads its profile every 30 s; this has to come with the suspension.
    await expect(driver.getByRole("heading", { name: "You are offline" })).toBeVisible({ timeout: 3_000 });
    await expect(driver.getByRole("alert").filter({ hasText: reason })).toBeVisible();
    await operator("people.restore", { userId, reason });
    await expect(driver.getByRole("button", { name: "Go online" })).toBeEnabled();
  });

  await goOffline(api, driverAccount);
  await Promise.all([riderContext.close(), driverContext.close()]);
});
