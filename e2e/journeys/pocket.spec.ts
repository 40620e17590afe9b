import { renderNotice } from "@atlas/core/push/render-notice";
import { type BrowserContext, expect, type Page, type Worker } from "@playwright/test";
import { z } from "zod";
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

const shownSchema = z.array(z.object({ title: z.string(), body: z.string(), tag: z.string(), data: z.string() }));

/** The rider's service worker, without its page. */
async function workerOf(context: BrowserContext, origin: string): Promise<Worker> {
  const find = (): Worker | undefined => context.serviceWorkers().find((worker) => worker.url().startsWith(origin));
  await expect.poll(() => find() !== undefined).toBe(true);
  const worker = find();
  if (!worker) throw new Error("no service worker");
  return worker;
}

interface Pushed {
  readonly data: string;
  /** Of the notice that comes of it. */
  readonly title: string;
}

/** Hands a text to the service worker as a push service's message is, once it is decrypted, and waits for its notice; no page of the app is open. */
async function push(context: BrowserContext, worker: Worker, { data, title }: Pushed): Promise<void> {
  const { origin } = new URL(worker.url());
  const page = await context.newPage();
  const browser = await context.newCDPSession(page);
  const known = Promise.withResolvers<string>();
  browser.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const own = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
    if (own) known.resolve(own.registrationId);
  });
  await browser.send("ServiceWorker.enable");
  await browser.send("ServiceWorker.deliverPushMessage", { origin, registrationId: await known.promise, data });
  await expect.poll(async () => (await shown(worker)).map((notice) => notice.title)).toContain(title);
  await page.close();
}

async function shown(worker: Worker): Promise<z.infer<typeof shownSchema>> {
  const notices: unknown = await worker.evaluate(
    "self.registration.getNotifications().then((all) => all.map(({ title, body, tag, data }) => ({ title, body, tag, data })))",
  );
  return shownSchema.parse(notices);
}

/** Presses the notice; the page that the worker opens for it. */
async function press(worker: Worker): Promise<unknown> {
  return worker.evaluate(`(async () => {
    const [notification] = await self.registration.getNotifications();
    const opened = Promise.withResolvers();
    // Only a press of a finger may open a window.
    self.clients.openWindow = async (path) => opened.resolve(path);
    self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
    return await opened.promise;
  })()`);
}

test("a push shows on the lock screen while the app is closed, the next takes its place, and a press leads to the trip", async ({
  browser,
  stack,
}) => {
  const context = await openContext(browser, PHONE, MONAS);
  await context.grantPermissions(["notifications", "geolocation"], { origin: stack.web });
  const page = await context.newPage();
  await page.goto(stack.web);
  await controlled(page);
  await page.close();
  const worker = await workerOf(context, stack.web);
  const ended = "019ad0a0-0000-7000-8000-000000000002";
  const facts = {
    orderId: "019ad0a0-0000-7000-8000-000000000001",
    car: { plate: "B 1234 PKT", model: "Honda Beat" },
    isQueued: false,
    fareMinor: 25_000n,
    feeMinor: 0n,
    currency: "IDR",
  } as const;
  const tag = `trip-${facts.orderId}`;

  await test.step("a driver is here", async () => {
    const [matched, arrived] = [
      renderNotice({ ...facts, event: "matched" }, "en"),
      renderNotice({ ...facts, event: "arrived" }, "id"),
    ];
    await push(context, worker, { data: matched, title: "Your driver is on the way" });
    await push(context, worker, { data: arrived, title: "Pengemudi Anda sudah tiba" });
    expect(await shown(worker)).toEqual([
      { title: "Pengemudi Anda sudah tiba", body: "Cari B 1234 PKT · Honda Beat", tag, data: "/" },
    ]);
    expect(await press(worker)).toBe("/");
    await expect.poll(async () => shown(worker)).toEqual([]);
  });

  await test.step("the receipt leads to the trip", async () => {
    const data = renderNotice({ ...facts, orderId: ended, event: "finished" }, "en");
    await push(context, worker, { data, title: "You have arrived" });
    expect(await press(worker)).toBe(`/trips/${ended}`);
    await expect.poll(async () => shown(worker)).toEqual([]);
  });

  await test.step("what cannot be read is shown without words, and leads nowhere else", async () => {
    await push(context, worker, { data: "no notice", title: "Atlas" });
    expect(await press(worker)).toBe("/");
    await expect.poll(async () => shown(worker)).toEqual([]);
    await push(context, worker, {
      data: JSON.stringify({ title: "A prize", path: "//example.com/" }),
      title: "A prize",
    });
    expect(await press(worker)).toBe("/");
  });
  await context.close();
});
