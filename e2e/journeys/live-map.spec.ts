import { expect, type Page } from "@playwright/test";
import { type Account, type Api, as, bookRide, goOffline, openAccount, openDriver } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { DESK, newPlate, openContext, type Person, type Place, signIn } from "../stack/people.ts";

const OFFICE = { latitude: -6.2262, longitude: 106.8099 };
/** Out of sight of a map that is close to the office. */
const HARBOUR = { latitude: -6.1214, longitude: 106.8249 };
const EMPTY_CORNER = { latitude: -6.299, longitude: 106.889 };
const stamp = Date.now().toString(36);
const PLATE = newPlate("LM");

function person(name: string): Person {
  return { name: `${name} ${stamp}`, email: `${name.toLowerCase()}-${stamp}@example.com`, password: "sees-all-cars-1" };
}

const [WAWAN, YANTI, VINO, RIDER] = [person("Wawan"), person("Yanti"), person("Vino"), person("Zahra")];

/** So often a driver is heard of, before the map shows the position as old. */
const PING_MS = 5_000;

/** A new driver who is online and has not been heard of. */
async function goOnline(api: Api, who: Person, plate: string): Promise<Account> {
  const driver = await openDriver(api, who, { plate, model: "Honda Beat" });
  await as(api, driver)("tracker.setAvailability", { isAvailable: true, autoAccept: false });
  return driver;
}

async function ping(api: Api, driver: Account, { latitude: lat, longitude: lng }: Place): Promise<void> {
  await as(api, driver)("tracker.updateLocation", { lat, lng, accuracyM: 5, recordedAt: Date.now() });
}

/** Drivers are heard of at a place until the returned function is called. */
async function stayAt(api: Api, drivers: readonly Account[], place: Place): Promise<() => void> {
  for (const driver of drivers) await ping(api, driver, place);
  const pinging = setInterval(() => {
    // One that is lost is made up for by the next.
    for (const driver of drivers) ping(api, driver, place).catch(() => undefined);
  }, PING_MS);
  return () => clearInterval(pinging);
}

/** The driver whom the card shows. */
function card(page: Page) {
  return page.getByRole("region", { name: "Driver", exact: true });
}

test("an operator finds, filters, selects and follows drivers by keyboard, and sees where riders wait", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const wawan = await goOnline(api, WAWAN, PLATE);
  const yanti = await goOnline(api, YANTI, newPlate("LN"));
  const leave = await stayAt(api, [wawan, yanti], OFFICE);
  const page = await (await openContext(browser, DESK, OFFICE)).newPage();
  const inSight = page.getByRole("region", { name: "Drivers in sight" });
  const row = (who: Person) => inSight.getByRole("button", { name: new RegExp(who.name) });
  const legend = page.getByRole("group", { name: "What the map shows" });
  await page.goto(stack.admin);
  await signIn(page, stack.accounts.admin);

  await test.step("the list beside the map has both", async () => {
    await expect(row(WAWAN)).toBeVisible();
    await expect(row(YANTI)).toBeVisible();
  });

  await test.step("a state is hidden on the map and in the list, and stands in the address", async () => {
    await legend.getByRole("button", { name: /^Available/ }).focus();
    await page.keyboard.press("Enter");
    await expect(row(WAWAN)).toHaveCount(0);
    await expect(page).toHaveURL(/hide=available/);
    await page.reload();
    await expect(legend.getByRole("button", { name: /^Available/ })).toHaveAttribute("aria-pressed", "false");
    await legend.getByRole("button", { name: /^Available/ }).focus();
    await page.keyboard.press("Enter");
    await expect(row(WAWAN)).toBeVisible();
  });

  await test.step("j leads into the list, and Enter selects", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("End");
    const last = page.locator("[data-driver]:focus");
    const name = (await last.locator("span > span").first().textContent()) ?? "";
    await page.keyboard.press("Enter");
    await expect(card(page).getByRole("link", { name })).toBeVisible();
    await card(page).getByRole("button", { name: "Close" }).click();
    await expect(card(page)).toHaveCount(0);
  });

  await test.step("a search by plate selects the driver, with everything about them", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type(PLATE);
    await expect(page.getByRole("region", { name: "Drivers found" }).getByRole("button")).toHaveCount(1);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(card(page).getByRole("link", { name: WAWAN.name })).toBeVisible();
    await expect(card(page)).toContainText(PLATE);
    await expect(card(page)).toContainText("Rp 10,000");
    await expect(card(page).getByText(/^Last heard/)).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`driver=${wawan.id}`));
    await page.getByRole("searchbox").fill("");
  });

  const vino = await goOnline(api, VINO, newPlate("LV"));
  await test.step("the map goes with a driver who is followed", async () => {
    // Heard of once, so that the next position may be anywhere.
    await ping(api, vino, OFFICE);
    await row(VINO).press("Enter");
    await expect(card(page).getByRole("link", { name: VINO.name })).toBeVisible();
    await card(page).getByRole("button", { name: "Follow" }).focus();
    await page.keyboard.press("Space");
    await expect(card(page).getByRole("button", { name: "Follow" })).toHaveAttribute("aria-pressed", "true");
    await expect(row(YANTI)).toBeVisible();
    await ping(api, vino, HARBOUR);
    await expect(row(YANTI)).toHaveCount(0);
    await expect(row(VINO)).toBeVisible();
  });

  await test.step("a rider whom nobody is near makes a cell short of drivers", async () => {
    const rider = await openAccount(api, "web", RIDER);
    await bookRide(api, rider, { pickup: EMPTY_CORNER, dropoff: OFFICE, paymentMethod: "cash" });
    await page.getByRole("checkbox", { name: "Demand and supply" }).focus();
    await page.keyboard.press("Space");
    const cells = page.getByRole("region", { name: "Demand and supply" });
    await expect(cells).toContainText("Short of drivers1");
    await cells.getByRole("button", { name: "1 searching, 1 booked, 0 available" }).press("Enter");
    await expect(row(VINO)).toHaveCount(0);
    await expect(page).toHaveURL(/demand=true/);
  });

  leave();
  for (const driver of [wawan, yanti, vino]) await goOffline(api, driver);
});
