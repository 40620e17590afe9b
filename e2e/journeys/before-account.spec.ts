import { expect, type Page } from "@playwright/test";
import { openAccount, openDriver, as } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { followLink } from "../stack/mailbox.ts";
import { DESK, newPlate, openContext, type Person, PHONE, signIn } from "../stack/people.ts";

const MONAS = { latitude: -6.1754, longitude: 106.8272 };
const stamp = Date.now().toString(36);
const NEW: Person = { name: "Bulan Ayu", email: `bulan-${stamp}@example.com`, password: "looks-before-1" };
const KNOWN: Person = { name: "Intan Sari", email: `intan-${stamp}@example.com`, password: "looks-before-2" };
const DRIVER: Person = { name: "Rangga", email: `rangga-${stamp}@example.com`, password: "looks-before-3" };

/** Up to the prices, from where the device is. */
async function plan(page: Page, web: string): Promise<void> {
  await page.goto(web);
  await expect(page.getByRole("heading", { name: "Where to?" })).toBeVisible();
  await page
    .getByRole("button", { name: /pickup/i })
    .first()
    .click();
  await page.getByRole("button", { name: "Use my location" }).click();
  await page.getByRole("button", { name: "Search destination" }).click();
  await page.getByRole("combobox").fill("Blok M");
  await page
    .getByRole("option", { name: /Blok M/ })
    .first()
    .click();
  await expect(page.getByRole("radio", { name: /Motorbike, Rp/ })).toBeAttached();
}

test("a stranger sees cars and prices; the ride begun before an account is booked after it, by one press", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const driver = await openDriver(api, DRIVER, { plate: newPlate("PRE"), model: "Honda Beat" });
  const at = { lat: MONAS.latitude + 0.002, lng: MONAS.longitude };
  await as(api, driver)("tracker.setAvailability", { isAvailable: true, autoAccept: false });
  await as(api, driver)("tracker.updateLocation", { ...at, accuracyM: 5, recordedAt: Date.now() });
  const page = await (await openContext(browser, PHONE, MONAS)).newPage();
  const asked: string[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/trpc/") && !response.ok()) asked.push(`${response.status()} ${response.url()}`);
  });

  await test.step("prices and how soon a driver comes, without signing in", async () => {
    await plan(page, stack.web);
    await expect(page.getByText(/\d min away/).first()).toBeVisible();
    await expect(page.getByText("It is fixed for you once you have signed in.")).toBeVisible();
    expect(asked).toEqual([]);
  });

  await test.step("booking leads through a new account, confirmed by mail, back to the plan", async () => {
    await page.getByRole("link", { name: /Book ride/ }).click();
    await expect(page.getByText(/Your ride to .*Blok M/)).toBeVisible();
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByLabel("Name", { exact: true }).fill(NEW.name);
    await page.getByLabel("E-mail").fill(NEW.email);
    await page.getByLabel("Password", { exact: true }).fill(NEW.password);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText("Check your mail")).toBeVisible();
    await followLink(page, stack.gateway, { to: NEW.email, subject: "Confirm your e-mail for Atlas" });
    await page.getByLabel("Password", { exact: true }).fill(NEW.password);
    await page.getByRole("button", { name: "Confirm e-mail" }).click();
    await expect(page.getByRole("heading", { name: "How do you pay?" })).toBeVisible();
    await page.getByRole("button", { name: /Book ride/ }).click();
    await expect(page.getByRole("heading", { name: "Finding your driver" })).toBeVisible();
  });
  await page.getByRole("button", { name: "Cancel ride" }).click();
  await page.getByRole("button", { name: "Yes, cancel" }).click();
  await as(api, driver)("tracker.setAvailability", { isAvailable: false });
});

test("each step is one of Back's, Escape's and of a link that is shared; a sign-in comes back to the plan", async ({
  browser,
  request,
  stack,
}) => {
  await openAccount({ request, stack }, "web", KNOWN);
  const page = await (await openContext(browser, DESK, MONAS)).newPage();
  const heading = (name: string): ReturnType<Page["getByRole"]> => page.getByRole("heading", { name });

  await test.step("Back, Forward and Escape", async () => {
    await plan(page, stack.web);
    await page.goBack();
    await expect(heading("Where are you going?")).toBeVisible();
    await page.goForward();
    await expect(heading("Choose a ride")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(heading("Where are you going?")).toBeVisible();
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await expect(heading("Where to?")).toBeVisible();
    await page.goForward();
    await page.goForward();
    await expect(heading("Choose a ride")).toBeVisible();
  });

  await test.step("the address is the plan, also elsewhere", async () => {
    await page.getByRole("radio", { name: /Car, Rp/ }).check({ force: true });
    await expect(page).toHaveURL(/[?&]to=[^&]*Blok.M[^&]*&?.*ride=go-car/);
    const other = await (await openContext(browser, PHONE, MONAS)).newPage();
    await other.goto(page.url());
    await expect(other.getByRole("radio", { name: /Car, Rp/ })).toBeChecked();
    // Nothing of this page is before it: the arrow asks for another destination.
    await other.getByRole("button", { name: "Back", exact: true }).click();
    await expect(other.getByRole("heading", { name: "Where to?" })).toBeVisible();
    await other.context().close();
  });

  await test.step("who signs in is asked how to pay, and Back leads to the rides", async () => {
    await page.getByRole("link", { name: /Book ride/ }).click();
    await expect(heading("Welcome back")).toBeVisible();
    await signIn(page, KNOWN);
    await expect(heading("How do you pay?")).toBeVisible();
    await page.goBack();
    await expect(heading("Choose a ride")).toBeVisible();
    await expect(page.getByRole("radio", { name: /Car, Rp/ })).toBeChecked();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await expect(heading("Choose a ride")).toBeVisible();
  });
});
