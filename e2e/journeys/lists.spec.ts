import { readFileSync } from "node:fs";
import { expect, type Page, type Request } from "@playwright/test";
import { type Api, bookRide, openAccount } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { DESK, openContext, type Person, signIn } from "../stack/people.ts";

const OFFICE = { latitude: -6.2262, longitude: 106.8099 };
const DROPOFF = { latitude: -6.1924, longitude: 106.8228 };
/** Names of this run, one for each test that looks for its own orders. */
const [MAP_STAMP, LIST_STAMP] = [Date.now(), Date.now() + 1].map((ms) => ms.toString(36));
/** The gateway takes so many calls in one batch. */
const MAX_BATCH = 20;

function riderNamed(name: string, stamp: string): Person {
  return { name: `${name} ${stamp}`, email: `${name.toLowerCase()}-${stamp}@example.com`, password: "waits-at-home-1" };
}

/** The procedures that a request asks for, one for each call of its batch. */
function callsOf(request: Request): string[] {
  const { pathname } = new URL(request.url());
  return pathname.startsWith("/trpc/") ? pathname.slice("/trpc/".length).split(",") : [];
}

/** Whose orders the list shows, from the top. */
async function riders(page: Page): Promise<string[]> {
  return await page.getByRole("table", { name: "Orders" }).locator("tbody tr td:nth-child(5)").allTextContents();
}

/** An order's page with its map: the address is there before the page is. */
async function isWhole(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("region", { name: "Map" })).toBeVisible();
}

/** Orders of riders of these names, the oldest first. */
async function bookFor(
  api: Api,
  names: readonly string[],
  stamp = "",
): Promise<{ readonly person: Person; readonly orderId: string }[]> {
  const booked: { readonly person: Person; readonly orderId: string }[] = [];
  for (const person of names.map((name) => riderNamed(name, stamp))) {
    const rider = await openAccount(api, "web", person);
    const { orderId } = await bookRide(api, rider, { pickup: OFFICE, dropoff: DROPOFF, paymentMethod: "cash" });
    booked.push({ person, orderId });
  }
  return booked;
}

test("the map opens with a few calls, and none of them is refused", async ({ browser, request, stack }) => {
  const [booked] = await bookFor({ request, stack }, ["Dewi"], MAP_STAMP);
  const page = await (await openContext(browser, DESK, OFFICE)).newPage();
  const calls: string[] = [];
  const refused: string[] = [];
  page.on("request", (sent) => {
    const batch = callsOf(sent);
    expect(batch.length).toBeLessThanOrEqual(MAX_BATCH);
    calls.push(...batch);
  });
  page.on("response", (response) => {
    if (response.status() === 400) refused.push(response.url());
  });
  await page.goto(`${stack.admin}/?panel=city`);
  await signIn(page, stack.accounts.admin);
  await expect(page.getByRole("link", { name: new RegExp(`${booked?.person.name}`) })).toBeVisible();
  for (let reads = 0; reads < 2; reads++) {
    await page.waitForResponse((response) => callsOf(response.request()).includes("ops.overview"));
  }
  expect(calls.filter((call) => call === "ops.orders").length).toBeLessThanOrEqual(3);
  expect(calls.length).toBeLessThanOrEqual(40);
  expect(refused).toEqual([]);
  await page.context().close();
});

test("an operator filters orders, comes back to the same list, takes it away as a file, and cancels several at once", async ({
  browser,
  request,
  stack,
}) => {
  const booked = await bookFor({ request, stack }, ["Ani", "Bayu", "Citra"], LIST_STAMP);
  const people = booked.map(({ person }) => person);
  const orderIds = booked.map(({ orderId }) => orderId);
  const page = await (await openContext(browser, DESK, OFFICE)).newPage();
  const table = page.getByRole("table", { name: "Orders" });
  await page.goto(`${stack.admin}/orders`);
  await signIn(page, stack.accounts.admin);

  await test.step("a filter stands in the address: a reload keeps it, and Back leads to the list before", async () => {
    await page.getByRole("searchbox").fill(LIST_STAMP ?? "");
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name).toReversed());
    await page.getByRole("button", { name: "Sort", exact: true }).click();
    await page.getByRole("radio", { name: "Oldest first" }).click();
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name));
    await page.getByRole("button", { name: "Status" }).click();
    await page.getByRole("checkbox", { name: "Finished" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByText("No orders match")).toBeVisible();
    await page.reload();
    await expect(page.getByText("No orders match")).toBeVisible();
    await expect(page.getByRole("button", { name: "Status: Finished" })).toBeVisible();
    await expect(page.getByRole("searchbox")).toHaveValue(LIST_STAMP ?? "");
    await page.goBack();
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name));
    await page.goForward();
    await expect(page.getByText("No orders match")).toBeVisible();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(table).toContainText(people[0]?.name ?? "");
    await page.goBack();
    await expect(page.getByText("No orders match")).toBeVisible();
    await page.goBack();
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name));
  });

  await test.step("the file has exactly the orders that the list has, in its order", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export CSV" }).click();
    const file = readFileSync(await (await download).path(), "utf8");
    const [head, ...lines] = file.trimEnd().split("\r\n");
    expect(head).toMatch(/^\uFEFForder_id,/);
    expect(lines.map((line) => line.split(",", 1)[0])).toEqual(orderIds);
  });

  await test.step("keys and a press open an order, and Back leads to the same list", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(`${stack.admin}/orders/${orderIds[1]}`);
    await isWhole(page);
    await page.goBack();
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name));
    await table.getByRole("cell", { name: people[2]?.name ?? "" }).click();
    await expect(page).toHaveURL(`${stack.admin}/orders/${orderIds[2]}`);
    await isWhole(page);
    await page.goBack();
    await expect(table).toBeVisible();
  });

  await test.step("several are cancelled at once, after it was said what that does, and what is over stays as it is", async () => {
    await page.getByRole("checkbox", { name: "Choose", exact: true }).first().check();
    await page.getByRole("button", { name: "Cancel orders" }).click();
    const dialog = page.getByRole("dialog", { name: "Cancel these orders?" });
    await expect(dialog.getByRole("listitem")).toHaveText(
      new RegExp(`^${orderIds[0]?.slice(-8)} · ${people[0]?.name} · Searching.*The search ends`),
    );
    await dialog.getByLabel("Reason").fill("nobody is near");
    await dialog.getByRole("button", { name: "Cancel 1 order" }).click();
    await expect(dialog.getByRole("listitem")).toContainText("Done");
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await expect(table.getByRole("row").filter({ hasText: people[0]?.name ?? "" })).toContainText("Cancelled");
    await page.getByRole("checkbox", { name: "Choose all that are shown" }).check();
    await page.getByRole("button", { name: "Cancel orders" }).click();
    await expect(dialog.getByRole("listitem").filter({ hasText: "Cannot be cancelled: Cancelled" })).toHaveCount(1);
    await dialog.getByLabel("Reason").fill("nobody is near");
    await dialog.getByRole("button", { name: "Cancel 2 orders" }).click();
    await expect(dialog.getByRole("listitem").filter({ hasText: "Done" })).toHaveCount(2);
    await page.keyboard.press("Escape");
    await expect(table.getByRole("row").filter({ hasText: "Cancelled" })).toHaveCount(3);
    await table.getByRole("cell", { name: people[1]?.name ?? "" }).click();
    await expect(page.getByText("nobody is near").first()).toBeVisible();
  });
});

test("a list that could not be read says so, and never that there is nothing", async ({ browser, stack }) => {
  // Each page tries again for some seconds before it says so.
  test.slow();
  const page = await (await openContext(browser, DESK, OFFICE)).newPage();
  await page.goto(`${stack.admin}/orders`);
  await signIn(page, stack.accounts.admin);
  await expect(page.getByRole("heading", { name: "Orders" })).toBeVisible();
  await page.route("**/trpc/**", async (route) => {
    const isHarmless = callsOf(route.request()).every((call) => call === "account.me" || call === "city.get");
    if (isHarmless) await route.continue();
    else await route.fulfill({ status: 503, contentType: "application/json", body: "{}" });
  });
  for (const path of ["", "orders", "drivers", "alerts", "ledger", "ledger/payouts", "staff", "system"]) {
    await page.goto(`${stack.admin}/${path}`);
    // Beside the live map it is the city that is read; cars come over a socket.
    if (path === "") await page.getByRole("tab", { name: "City" }).click();
    await expect(page.getByText("This did not load").first()).toBeVisible();
    await expect(
      page.getByText(/^No (?:open orders|orders match|drivers match|alerts|accounts match|payouts here|dead letters)$/),
    ).toHaveCount(0);
  }
});
