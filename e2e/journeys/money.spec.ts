import { readFile } from "node:fs/promises";
import { type Browser, expect, type Page } from "@playwright/test";
import { as, finishTrip, goOffline, openAccount, openDriver, startTrip, untilSettled } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { acceptInvitation, DESK, newPlate, openContext, type Person, PHONE, signIn } from "../stack/people.ts";

/** Away from where the other journeys leave their drivers, and a few minutes apart. */
const PICKUP = { latitude: -6.2262, longitude: 106.8099 };
const DROPOFF = { latitude: -6.2205, longitude: 106.8135 };
const RIDE = { pickup: PICKUP, dropoff: DROPOFF };

const startedMs = Date.now();
const stamp = startedMs.toString(36);
const BANK_ACCOUNT = String(startedMs);

function person(name: string): Person {
  return { name: `${name} ${stamp}`, email: `${name.toLowerCase()}-${stamp}@example.com`, password: "counts-money-1" };
}

interface SignedIn {
  readonly viewport: typeof DESK;
  readonly app: string;
  readonly as: Pick<Person, "email" | "password">;
}

async function open(browser: Browser, { viewport, app, as }: SignedIn): Promise<Page> {
  const page = await (await openContext(browser, viewport, PICKUP)).newPage();
  await page.goto(app);
  await signIn(page, as);
  return page;
}

test("a driver who owes pays at the cash desk, and a payout goes to the bank and comes back", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const dimas = person("Dimas");
  const owing = await openDriver(api, dimas, { plate: newPlate("CSH"), model: "Honda Beat, blue" });
  const rider = await openAccount(api, "web", person("Tono"));
  const order = await startTrip(api, { ...RIDE, rider, driver: owing, paymentMethod: "cash" });
  // Of the minimum, 10,000, commission and tax are 2,100; the credit that was there for them is spent.
  const spent = { userId: owing.id, amountMinor: 10_000, idempotencyKey: `spent-${stamp}`, reason: "spent" };
  await as(api, stack.accounts.service)("wallet.debit", spent);
  await finishTrip(api, owing, order);

  const driver = await open(browser, { viewport: PHONE, app: stack.driver, as: dimas });
  const admin = await open(browser, { viewport: DESK, app: stack.admin, as: stack.accounts.admin });
  const desk = await (await openContext(browser, DESK, PICKUP)).newPage();

  await test.step("the driver reads that there are wallet trips only, and what is owed", async () => {
    await expect(
      driver.getByText(/^Wallet trips only until your balance is .*10,000.* It is .*2,100 now\.$/),
    ).toBeVisible();
    await driver.getByRole("link", { name: "Earnings" }).click();
    await expect(driver.getByRole("term").filter({ hasText: "You owe" })).toBeVisible();
    await expect(driver.getByText(/pay what you owe first\. Cash trips are offered again from/)).toBeVisible();
  });

  await test.step("a cashier is invited: nobody approves a payout of what they took in", async () => {
    const cashier = person("Kasih");
    const invitation = {
      name: cashier.name,
      email: cashier.email,
      cityId: "jakarta",
      roles: ["support"],
      reason: "cash desk",
    };
    await as(api, stack.accounts.admin)("staff.invite", invitation);
    await acceptInvitation(desk, stack, cashier);
  });

  await test.step("the cashier takes cash for the driver, and has a receipt with a number", async () => {
    await desk.goto(`${stack.admin}/ledger/cash-desk`);
    await desk.getByLabel("Phone, e-mail or id").fill(dimas.email);
    await desk.getByRole("row").filter({ hasText: dimas.name }).getByRole("button", { name: "Take cash" }).click();
    const dialog = desk.getByRole("dialog", { name: `Cash from ${dimas.name}` });
    await dialog.getByLabel("Amount in IDR").fill("52100");
    await dialog.getByRole("button", { name: "Take cash" }).click();
    await expect(desk.getByRole("heading", { name: /-\d{4}-\d{6}$/ })).toBeVisible();
    await expect(desk.getByText(/52,100/)).toBeVisible();
    await expect(desk.getByText(dimas.name)).toBeVisible();
  });

  await test.step("what was owed is paid, and the rest is credit", async () => {
    await driver.reload();
    await expect(driver.getByText(/50,000/).first()).toBeVisible();
    await expect(driver.getByText("You owe")).toBeHidden();
    await driver.getByRole("link", { name: "Drive", exact: true }).click();
    await expect(driver.getByRole("button", { name: "Go online" })).toBeVisible();
    await expect(driver.getByText(/^Wallet trips only/)).toBeHidden();
  });

  const payout = driver.getByRole("listitem").filter({ hasText: /40,000.*Bank Melati/ });
  await test.step("the driver names a bank account and asks for a payout", async () => {
    await driver.getByRole("link", { name: "Earnings" }).click();
    await driver.getByRole("button", { name: "Add", exact: true }).click();
    const account = driver.getByRole("dialog", { name: "Bank account for payouts" });
    await account.getByLabel("Account holder").fill(dimas.name);
    await account.getByLabel("Bank", { exact: true }).fill("Bank Melati");
    await account.getByLabel("Account number or IBAN").fill(BANK_ACCOUNT);
    await account.getByRole("button", { name: "Save" }).click();
    await expect(driver.getByText(`•••• ${BANK_ACCOUNT.slice(-4)}`)).toBeVisible();
    await driver.getByRole("button", { name: "Pay out" }).click();
    const asked = driver.getByRole("dialog", { name: "Request a payout" });
    await asked.getByLabel("Amount").fill("40000");
    await asked.getByRole("button", { name: "Request payout" }).click();
    await expect(payout).toContainText("Waiting for approval");
  });

  const row = admin.getByRole("row").filter({ hasText: dimas.name });
  await test.step("an operator approves it, writes the file for the bank and marks it as sent", async () => {
    await admin.goto(`${stack.admin}/ledger/payouts`);
    await row.getByRole("button", { name: "Approve", exact: true }).click();
    await giveReason(admin, "Approve", "the week is settled");
    await expect(row).toContainText("Approved");
    await driver.reload();
    await expect(payout).toContainText("Approved");
    await admin.getByRole("button", { name: "Export", exact: true }).click();
    await giveReason(admin, "Export", "for the bank");
    await expect(row).toContainText("In a file");
    const download = admin.waitForEvent("download");
    await admin
      .getByRole("button", { name: /\.csv$/ })
      .first()
      .click();
    const file = await (await download).path();
    expect(await readFile(file, "utf8")).toMatch(new RegExp(`${dimas.name},Bank Melati,.*,${BANK_ACCOUNT},40000`));
    await row.getByRole("button", { name: "Mark as sent" }).click();
    await giveReason(admin, "Mark as sent", "uploaded to the bank");
    await expect(row.getByRole("button", { name: "Returned" })).toBeVisible();
    await driver.reload();
    await expect(payout).toContainText("Sent to your bank");
  });

  await test.step("the bank returns it, and the driver reads why and has the credit again", async () => {
    await row.getByRole("button", { name: "Returned", exact: true }).click();
    await giveReason(admin, "Returned", "the account is closed");
    await expect(row).toContainText("Returned by the bank");
    await driver.reload();
    await expect(payout).toContainText("Returned by the bank");
    await expect(payout).toContainText("the account is closed");
    await expect(driver.getByText(/50,000/).first()).toBeVisible();
  });

  await Promise.all([driver, admin, desk].map(async (page) => page.context().close()));
});

test("a refund stands on the receipt, and what a rider owes of a cash trip is said with the next price", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const wulan = person("Wulan");
  const joko = person("Joko");
  const driver = await openDriver(api, person("Eko"), { plate: newPlate("WLT"), model: "Honda Beat, red" });
  const rider = await openAccount(api, "web", wulan);
  await as(api, rider)("wallet.topUp", { amountMinor: 50_000, idempotencyKey: "for the trip" });
  const driven = await startTrip(api, { ...RIDE, rider, driver, paymentMethod: "wallet" });
  await finishTrip(api, driver, driven);
  const cashRider = await openAccount(api, "web", joko);
  const running = await startTrip(api, { ...RIDE, rider: cashRider, driver, paymentMethod: "cash" });

  const admin = await open(browser, { viewport: DESK, app: stack.admin, as: stack.accounts.admin });
  await expect(admin.getByRole("heading", { name: "Live map" })).toBeVisible();

  await test.step("an operator refunds a part of a trip, and its rider reads it on the receipt", async () => {
    await admin.goto(`${stack.admin}/orders/${driven.orderId}`);
    await admin.getByRole("button", { name: "Refund", exact: true }).click();
    const dialog = admin.getByRole("dialog", { name: "Refund" });
    await dialog.getByLabel("Amount", { exact: true }).fill("4000");
    await dialog.getByLabel("Who bears the driver's share").selectOption("The driver");
    await giveReason(admin, "Refund", "the seat was wet");
    await expect(admin.getByText(/4,000 refunded$/)).toBeVisible();

    const page = await open(browser, { viewport: PHONE, app: stack.web, as: wulan });
    await expect(page.getByRole("heading", { name: /Where to, Wulan/ })).toBeVisible();
    await page.goto(`${stack.web}/trips/${driven.orderId}`);
    const lines = page.locator("dl > div");
    await expect(lines.filter({ hasText: "Refunded to your wallet" })).toContainText("4,000");
    await expect(lines.filter({ hasText: "Total" })).toContainText("6,000");
    await page.context().close();
  });

  await test.step("an operator ends a running cash trip, and says that its rider pays", async () => {
    await admin.goto(`${stack.admin}/orders/${running.orderId}`);
    await admin.getByRole("button", { name: "End trip", exact: true }).click();
    const dialog = admin.getByRole("dialog", { name: "End trip" });
    await dialog.getByLabel("Who pays the driver").selectOption("The rider");
    await expect(dialog.getByText(/^Left empty: .* which is proven so far\./)).toBeVisible();
    await dialog.getByLabel("Another amount (optional)").fill("5000");
    await giveReason(admin, "End trip", "the motorbike broke down");
    await expect(admin.getByText("Cancelled").first()).toBeVisible();
    await untilSettled(api, cashRider, running);
    await goOffline(api, driver);
  });

  await test.step("the rider, who reads Bahasa Indonesia, sees with the next price what is owed", async () => {
    const page = await open(browser, { viewport: PHONE, app: stack.web, as: joko });
    await expect(page.getByRole("heading", { name: /Where to, Joko/ })).toBeVisible();
    await page.goto(`${stack.web}/profile`);
    await page.getByRole("radio", { name: "Bahasa Indonesia" }).check({ force: true });
    await page.getByRole("link", { name: "Dompet" }).click();
    await expect(page.getByTestId("owed")).toHaveText(/^Utang Anda Rp\s?5\.000$/);
    await page.getByRole("link", { name: "Pesan" }).click();
    await page
      .getByRole("button", { name: /titik jemput/i })
      .first()
      .click();
    await page.getByRole("button", { name: "Pakai lokasi saya" }).click();
    await page.getByRole("button", { name: running.dropoff.label }).last().click();
    await page.getByRole("radio", { name: /Motor/ }).check({ force: true });
    await page.getByRole("button", { name: "Lanjut" }).click();
    await expect(page.getByText(/^Termasuk utang Rp\s?5\.000 dari perjalanan Anda .+\.$/)).toBeVisible();
    await page.context().close();
  });

  await admin.context().close();
});

/** What every act upon money asks for; the dialog closes when it is done. */
async function giveReason(page: Page, act: string, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason", { exact: true }).fill(reason);
  await dialog.getByRole("button", { name: act, exact: true }).click();
  await expect(dialog).toBeHidden();
}
