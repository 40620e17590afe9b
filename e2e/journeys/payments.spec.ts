import { expect } from "@playwright/test";
import { openAccount } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { openContext, type Person, PHONE, signIn } from "../stack/people.ts";

const stamp = Date.now().toString(36);
const RIDER: Person = { name: `Wulan ${stamp}`, email: `wulan-${stamp}@example.com`, password: "pays-by-card-1" };
const HERE = { latitude: -6.2262, longitude: 106.8099 };

test("a rider pays into the wallet: declined, paid and reported twice, and paid late", async ({
  browser,
  request,
  stack,
}) => {
  await openAccount({ request, stack }, "web", RIDER);
  const page = await (await openContext(browser, PHONE, HERE)).newPage();
  await page.goto(`${stack.web}/wallet`);
  await signIn(page, RIDER);
  const balance = page.getByTestId("available-balance");
  await expect(balance).toBeVisible();
  const begin = async (amount: RegExp, method: "Card" | "QRIS"): Promise<void> => {
    await page.goto(`${stack.web}/wallet`);
    await page.getByRole("button", { name: "Top up" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: amount }).check({ force: true });
    await dialog.getByRole("radio", { name: method }).check({ force: true });
    await dialog.getByRole("button", { name: /^Pay / }).click();
  };
  const press = async (name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();

  await test.step("a declined payment says so, and nothing is in the wallet", async () => {
    await begin(/50,000$/, "Card");
    await press("Decline");
    await expect(page.getByText(/50,000 was declined\. Nothing was charged\./)).toBeVisible();
    await expect(balance).toHaveText(/Rp\s0$/);
  });

  let address = "";
  await test.step("a paid one is in the wallet once, though it is reported twice", async () => {
    await begin(/200,000/, "Card");
    await expect(page.getByRole("button", { name: "Pay", exact: true })).toBeVisible();
    address = page.url();
    await press("Pay");
    await expect(page.getByText(/200,000 arrived in your wallet/)).toBeVisible();
    await page.goto(address);
    const reloaded = page.waitForEvent("load");
    await press("Report it once more");
    await reloaded;
    await expect(page.getByText("Paid", { exact: true })).toBeVisible();
    await page.goto(`${stack.web}/wallet`);
    await expect(balance).toHaveText(/Rp\s200,000$/);
  });

  await test.step("a code that was not paid in time is paid late, and arrives", async () => {
    await begin(/100,000/, "QRIS");
    await expect(page.getByRole("img", { name: "QRIS code to pay with" })).toBeVisible();
    await page.getByRole("link", { name: "Go on paying" }).click();
    address = page.url();
    await press("Let it expire");
    await expect(page.getByText(/100,000 was not made in time/)).toBeVisible();
    await page.goto(address);
    await press("Pay late");
    await expect(page.getByText(/100,000 arrived in your wallet/)).toBeVisible();
    await expect(balance).toHaveText(/Rp\s300,000$/);
  });

  await test.step("a payment that nobody reports arrives because it is asked about", async () => {
    await begin(/50,000$/, "Card");
    await page.getByLabel("Report nothing: Atlas finds out by asking").check();
    await press("Pay");
    await expect(page.getByText(/Waiting for your payment of .*50,000/)).toBeVisible();
    await expect(page.getByText(/50,000 arrived in your wallet/)).toBeVisible({ timeout: 60_000 });
    await expect(balance).toHaveText(/Rp\s350,000$/);
  });
});
