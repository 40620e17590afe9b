import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { test } from "../stack/journey.ts";
import type { RunningStack } from "../stack/running-stack.ts";
import {
  book,
  DESK,
  goOnline,
  hold,
  newPlate,
  openContext,
  type Person,
  PHONE,
  setClockAhead,
  signIn,
  signUp,
  topUp,
} from "../stack/people.ts";

const PICKUP = { latitude: -6.2, longitude: 106.8227 };
const DRIVER_START = { latitude: -6.2012, longitude: 106.8227 };
/** A phone whose clock is wrong: its driver is notified, and matched like any other. */
const CLOCK_AHEAD_MS = 15 * 60_000;
const PLATE = newPlate("KXZ");
const stamp = Date.now().toString(36);
const RIDER: Person = { name: "Ratna Dewi", email: `ratna-${stamp}@example.com`, password: "rides-often-1" };
const DRIVER: Person = { name: "Budi Hartono", email: `budi-${stamp}@example.com`, password: "drives-well-1" };

test("a rider books, a driver drives, and an operator sees the trip and its balanced entries", async ({
  browser,
  request,
  stack,
}) => {
  // Four people's browsers, on a machine that may be busy with other checks.
  test.setTimeout(240_000);
  await notMovingAfter(request, stack, 30);
  const riderContext = await openContext(browser, PHONE, PICKUP);
  const driverContext = await openContext(browser, PHONE, DRIVER_START);
  const adminContext = await openContext(browser, DESK, PICKUP);
  const rider = await riderContext.newPage();
  const driver = await driverContext.newPage();
  const admin = await adminContext.newPage();

  await test.step("the driver signs up, registers a motorbike and goes online", async () => {
    await goOnline(driver, stack.driver, DRIVER, { plate: PLATE, model: "Honda Vario 160, black" });
  });

  await test.step("the driver signs in on another phone, which sends until the first takes over again", async () => {
    const spareContext = await openContext(browser, PHONE, DRIVER_START);
    await setClockAhead(spareContext, CLOCK_AHEAD_MS);
    const spare = await spareContext.newPage();
    await spare.goto(stack.driver);
    await signIn(spare, DRIVER);
    await expect(spare.getByText("Waiting for a trip")).toBeVisible();
    await expect(spare.getByText("Your phone’s clock is off by 15 min. We use ours.")).toBeVisible();
    await expect(driver.getByText("Another phone of yours is sending.")).toBeVisible();
    await driver.getByRole("button", { name: "Take over" }).click();
    await expect(driver.getByText("Waiting for a trip")).toBeVisible();
    await expect(spare.getByText("Another phone of yours is sending.")).toBeVisible();
    await endOtherSessions(driver, stack.gateway);
    await expect(spare.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expect(driver.getByText("Waiting for a trip")).toBeVisible();
    await spareContext.close();
  });

  await test.step("the rider signs up, tops up and books", async () => {
    await rider.goto(stack.web);
    await signUp(rider, RIDER);
    await expect(rider.getByRole("heading", { name: /Where to, Ratna/ })).toBeVisible();
    await topUp(rider, stack.web);
    await book(rider, stack.web, "Blok M", /Blok M/);
  });

  await test.step("the driver is offered the trip and accepts; the rider sees who comes", async () => {
    const offer = driver.getByRole("alertdialog");
    await expect(offer).toContainText(RIDER.name);
    await offer.getByRole("button", { name: "Accept" }).click();
    await expect(driver.getByRole("button", { name: "I have arrived" })).toBeVisible();
    await expect(rider.getByText(/Budi is/).first()).toBeVisible();
    await expect(rider.getByText(PLATE)).toBeVisible();
  });

  const isSamePage = await markPage(rider);
  await test.step("the rider follows each step without reloading", async () => {
    await driverContext.setGeolocation({ ...PICKUP, accuracy: 8 });
    await driver.getByRole("button", { name: "I have arrived" }).click();
    await expect(rider.getByText("Budi is here")).toBeVisible();
    await expect(rider.getByText(/^Waiting is free until \d\d:\d\d\. After that the driver may leave/)).toBeVisible();
    await driver.getByRole("button", { name: "Start trip" }).click();
    await expect(rider.getByText("On trip")).toBeVisible();
  });

  await test.step("the car does not set out: the rider is asked and needs help, an operator sees it and resolves it", async () => {
    await admin.goto(stack.admin);
    await signIn(admin, stack.accounts.admin);
    await admin.getByRole("link", { name: "Alerts" }).click();
    await expect(admin.getByRole("heading", { name: "Alerts", exact: true })).toBeVisible();
    const question = rider.getByRole("alert", { name: "Is everything all right?" });
    await expect(question).toContainText("has not set out", { timeout: 60_000 });
    const row = admin.getByRole("row").filter({ hasText: RIDER.name });
    await expect(row).toContainText("Not moving");
    await question.getByRole("button", { name: "I need help" }).click();
    await expect(rider.getByText("Our team knows that you need help")).toBeVisible();
    await expect(row).toContainText("Rider needs help");
    await row.getByRole("button", { name: "Resolve" }).press("Enter");
    const dialog = admin.getByRole("dialog");
    await expect(dialog.getByLabel("What you found out")).toBeFocused();
    await admin.keyboard.type("The rider was called");
    await admin.keyboard.press("Enter");
    await expect(row).toBeHidden();
    await expect(rider.getByText("Our team knows that you need help")).toBeHidden();
  });

  await test.step("the trip ends", async () => {
    await hold(driver, "Finish trip");
    await expect(driver.getByText("Trip finished")).toBeVisible();
    await expect(rider.getByRole("heading", { name: "You have arrived" })).toBeVisible();
  });

  await test.step("the rider gets a receipt and the driver earnings", async () => {
    const receipt = rider.getByRole("region", { name: "Receipt" });
    await expect(receipt.getByText("Paid from your wallet.")).toBeVisible();
    await expect(driver.getByText("Your earnings")).toBeVisible();
    expect(await isSamePage()).toBe(true);
  });

  await test.step("the operator sees the trip and a balanced ledger", async () => {
    await admin.goto(`${stack.admin}/orders`);
    const row = admin.getByRole("row").filter({ hasText: RIDER.name });
    await expect(row).toContainText("Finished");
    await row.getByRole("link").first().click();
    await expect(admin.getByText("Settled").first()).toBeVisible();
    const replay = admin.getByRole("region", { name: "Replay" });
    const moment = replay.getByRole("slider", { name: "Moment" });
    const begin = await moment.inputValue();
    await replay.getByRole("button", { name: "Play" }).click();
    await expect(moment).not.toHaveValue(begin);
    await expect(admin.getByRole("listitem").and(admin.locator("[aria-current=step]"))).toContainText("On trip");
    await replay.getByRole("button", { name: "Back to now" }).click();
    await expect(moment).toHaveValue(begin);
    await admin.goto(`${stack.admin}/ledger/trial-balance`);
    await expect(admin.getByText("Balanced: debits equal credits")).toBeVisible();
  });

  await test.step("the operator goes through the driver's day, and the city's hour", async () => {
    await admin.goto(`${stack.admin}/orders`);
    await admin.getByRole("row").filter({ hasText: RIDER.name }).getByRole("link").first().click();
    await admin.getByRole("link", { name: DRIVER.name }).first().click();
    await admin.getByRole("link", { name: "Replay a day" }).click();
    const moment = admin.getByRole("slider", { name: "Moment" });
    const begin = await moment.inputValue();
    const ended = admin.getByRole("listitem").filter({ hasText: "Trip ended" });
    await ended.getByRole("button", { name: /^Go to/ }).click();
    await expect(moment).not.toHaveValue(begin);
    await expect(ended).toHaveAttribute("aria-current", "step");
    await admin.goto(`${stack.admin}/playback`);
    const hours = admin.getByLabel("Hour", { exact: true });
    await expect(hours.getByRole("option").first()).toBeAttached();
    // It is said with the last hour that is over, in which there was no Atlas yet.
    await expect(admin.getByText("Nobody was on the road")).toBeVisible();
    await hours.selectOption({ index: (await hours.getByRole("option").count()) - 1 });
    await moment.fill((await moment.getAttribute("max")) ?? "");
    await expect(admin.getByText(/^Available/)).toBeVisible();
  });

  await Promise.all([riderContext.close(), driverContext.close(), adminContext.close()]);
});

/** As a driver does who has lost a phone. */
async function endOtherSessions(page: Page, gateway: string): Promise<void> {
  const status = await page.evaluate(
    async ({ address, password }) => {
      const headers = { "content-type": "application/json" };
      const how = { method: "POST", credentials: "include", headers, body: JSON.stringify({ password }) } as const;
      return (await fetch(`${address}/trpc/account.signOutElsewhere`, how)).status;
    },
    { address: gateway, password: DRIVER.password },
  );
  expect(status).toBe(200);
}

/** Has the city say of a trip that it does not move after this long. */
async function notMovingAfter(request: APIRequestContext, stack: RunningStack, seconds: number): Promise<void> {
  const response = await request.post(`${stack.gateway}/admin/cities/jakarta/settings`, {
    headers: { authorization: `Bearer ${stack.accounts.admin.token}` },
    data: { key: "notMovingS", value: seconds, reason: "nobody waits for three minutes here" },
  });
  expect(response.status(), await response.text()).toBe(200);
}

/** Leaves a mark that a reload would wipe out; the returned function says whether it is still there. */
async function markPage(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate(() => Reflect.set(globalThis, "atlasMark", true));
  return () => page.evaluate(() => Reflect.get(globalThis, "atlasMark") === true);
}
