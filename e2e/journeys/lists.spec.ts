import { readFileSync } from "node:fs";
import { expect, type Page, type Request } from "@playwright/test";
import { bookRide, openAccount } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { DESK, openContext, type Person, signIn } from "../stack/people.ts";

const OFFICE = { latitude: -6.2262, longitude: 106.8099 };
const DROPOFF = { latitude: -6.1924, longitude: 106.8228 };
const stamp = Date.now().toString(36);
/** The gateway takes so many calls in one batch. */
const MAX_BATCH = 20;

function riderNamed(name: string): Person {
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

test("an operator filters orders, comes back to the same list, and is never told that there is nothing when it could not be read", async ({
  browser,
  request,
  stack,
}) => {
  const people = ["Ani", "Bayu", "Citra"].map(riderNamed);
  const orderIds: string[] = [];
  for (const person of people) {
    const rider = await openAccount({ request, stack }, "web", person);
    const trip = { pickup: OFFICE, dropoff: DROPOFF, paymentMethod: "cash" } as const;
    orderIds.push((await bookRide({ request, stack }, rider, trip)).orderId);
  }
  const page = await (await openContext(browser, DESK, OFFICE)).newPage();
  const table = page.getByRole("table", { name: "Orders" });

  await test.step("the map opens with a few calls, and none of them is refused", async () => {
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
    await page.goto(stack.admin);
    await signIn(page, stack.accounts.admin);
    await expect(page.getByRole("link", { name: new RegExp(`${people[2]?.name}`) })).toBeVisible();
    for (let reads = 0; reads < 2; reads++) {
      await page.waitForResponse((response) => callsOf(response.request()).includes("ops.overview"));
    }
    expect(calls.filter((call) => call === "ops.orders").length).toBeLessThanOrEqual(3);
    expect(calls.length).toBeLessThanOrEqual(40);
    expect(refused).toEqual([]);
  });

  await test.step("a filter stands in the address: a reload keeps it, and Back leads to the list before", async () => {
    await page.getByRole("link", { name: "Orders", exact: true }).click();
    await page.getByRole("searchbox").fill(stamp);
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name).toReversed());
    await page.getByRole("button", { name: "Order", exact: true }).click();
    await page.getByRole("radio", { name: "Oldest first" }).click();
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name));
    await page.getByRole("button", { name: "Status" }).click();
    await page.getByRole("checkbox", { name: "Finished" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByText("No orders match")).toBeVisible();
    await page.reload();
    await expect(page.getByText("No orders match")).toBeVisible();
    await expect(page.getByRole("button", { name: "Status: Finished" })).toBeVisible();
    await expect(page.getByRole("searchbox")).toHaveValue(stamp);
    await page.goBack();
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name));
    await page.goForward();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await expect(table).toContainText(people[0]?.name ?? "");
    await page.goBack();
    await page.goBack();
    await expect.poll(async () => await riders(page)).toHaveLength(3);
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
    await page.goBack();
    await expect.poll(async () => await riders(page)).toEqual(people.map(({ name }) => name));
    await table.getByRole("cell", { name: people[2]?.name ?? "" }).click();
    await expect(page).toHaveURL(`${stack.admin}/orders/${orderIds[2]}`);
    await page.goBack();
    await expect(table).toBeVisible();
  });

  await test.step("a list that could not be read says so, and never that there is nothing", async () => {
    const broken = await (await openContext(browser, DESK, OFFICE)).newPage();
    await broken.goto(stack.admin);
    await signIn(broken, stack.accounts.admin);
    await expect(broken.getByRole("heading", { name: "Live map" })).toBeVisible();
    await broken.route("**/trpc/**", async (route) => {
      const isHarmless = callsOf(route.request()).every((call) => call === "account.me" || call === "city.get");
      if (isHarmless) await route.continue();
      else await route.fulfill({ status: 503, contentType: "application/json", body: "{}" });
    });
    for (const path of ["", "orders", "drivers", "alerts", "ledger", "ledger/payouts", "staff", "system"]) {
      await broken.goto(`${stack.admin}/${path}`);
      await expect(broken.getByText("This did not load").first()).toBeVisible();
      await expect(
        broken.getByText(
          /^No (?:open orders|orders match|drivers match|alerts|accounts match|payouts here|dead letters)$/,
        ),
      ).toHaveCount(0);
    }
  });
});
