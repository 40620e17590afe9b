import { expect, type Page } from "@playwright/test";
import { as, bookRide, openAccount, openDriver, readOrder } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { newPlate, openContext, type Person, PHONE, signIn } from "../stack/people.ts";

const MONAS = { latitude: -6.1754, longitude: 106.8272 };
const BLOK_M = { latitude: -6.2446, longitude: 106.798 };
const stamp = Date.now().toString(36);
const RIDER: Person = { name: "Kirana", email: `kirana-${stamp}@example.com`, password: "in-the-pocket-1" };
const DRIVER: Person = { name: "Bayu", email: `bayu-${stamp}@example.com`, password: "in-the-pocket-2" };

/** Until the service worker serves the page. */
async function controlled(page: Page): Promise<void> {
  await expect.poll(async () => page.evaluate("navigator.serviceWorker.controller !== null")).toBe(true);
}

test("the apps are installed with icons that are there, and say when a new version is ready", async ({
  browser,
  stack,
}) => {
  const page = await (await openContext(browser, PHONE, MONAS)).newPage();
  for (const app of [stack.web, stack.driver]) {
    await page.goto(app);
    const manifest: unknown = await (await page.request.get(`${app}/manifest.webmanifest`)).json();
    expect(manifest).toMatchObject({ id: "/", display: "standalone", start_url: "/" });
    const icons = JSON.stringify(manifest).match(/\/icon-[\w-]+\.png/g) ?? [];
    expect(icons).toHaveLength(3);
    for (const icon of [...icons, "/apple-touch-icon.png"]) {
      expect((await page.request.get(`${app}${icon}`)).headers()["content-type"]).toBe("image/png");
    }
    await controlled(page);
    const ask = async (): Promise<unknown> => page.evaluate("void dispatchEvent(new Event('online'))");
    const reply = page.waitForResponse(`${app}/build`);
    await ask();
    expect((await (await reply).text()).length).toBeGreaterThan(20);
    await expect(page.getByText("A new version is ready")).toBeHidden();
    await page.route("**/build", (route) => route.fulfill({ json: { build: "the next one" } }));
    await ask();
    await expect(page.getByText("A new version is ready")).toBeVisible();
    await page.unroute("**/build");
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByText("A new version is ready")).toBeHidden();
  }
});

test("without a network the rider's app opens with the running trip, and goes on by itself", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const rider = await openAccount(api, "web", RIDER);
  const driver = await openDriver(api, DRIVER, { plate: newPlate("PKT"), model: "Honda Beat" });
  const context = await openContext(browser, PHONE, MONAS);
  const page = await context.newPage();
  await page.goto(stack.web);
  await signIn(page, RIDER);
  await expect(page.getByRole("heading", { name: /Where to/ })).toBeVisible();
  await controlled(page);

  await test.step("without a trip it says what does not work", async () => {
    await context.setOffline(true);
    await page.goto(`${stack.web}/wallet`);
    await expect(page.getByRole("heading", { name: "You are offline" })).toBeVisible();
    await expect(page.getByText("Planning and booking need a connection.")).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByRole("heading", { name: /Where to/ })).toBeVisible();
  });

  const order = await test.step("a driver takes the ride", async () => {
    const at = { lat: MONAS.latitude, lng: MONAS.longitude };
    await as(api, driver)("tracker.setAvailability", { isAvailable: true, autoAccept: true });
    await as(api, driver)("tracker.updateLocation", { ...at, accuracyM: 5, recordedAt: Date.now() });
    const booked = await bookRide(api, rider, { pickup: MONAS, dropoff: BLOK_M, paymentMethod: "cash" });
    await expect.poll(async () => (await readOrder(api, rider, booked)).status).toBe("MATCHED");
    await expect(page.getByText("Bayu").first()).toBeVisible();
    return booked;
  });

  await test.step("without a network the car and its plate are there", async () => {
    await context.setOffline(true);
    await page.goto(stack.web);
    await expect(page.getByText("Your ride goes on.")).toBeVisible();
    await expect(page.getByText("Driver on the way")).toBeVisible();
    await expect(page.getByText(/PKT/)).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByRole("button", { name: "Cancel ride" })).toBeVisible();
  });

  await test.step("nothing of it stays once it is over", async () => {
    await as(api, rider)("order.cancel", { orderId: order.orderId });
    await expect(page.getByText("You cancelled this ride").first()).toBeVisible();
    expect(await page.evaluate("localStorage.getItem('atlas-last-trip')")).toBeNull();
  });
  await as(api, driver)("tracker.setAvailability", { isAvailable: false });
  await context.close();
});
