import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { as, openAccount, openDriver } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { newPlate, openContext, type Person, PHONE, signIn } from "../stack/people.ts";

const PICKUP = { latitude: -6.2262, longitude: 106.8099 };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const stamp = Date.now().toString(36);
const RIDER: Person = { name: "Laras Putri", email: `laras-${stamp}@example.com`, password: "keeps-places-1" };
const DRIVER: Person = { name: "Joko", email: `joko-${stamp}@example.com`, password: "keeps-places-2" };

test("a place is kept once and found again by keyboard, and the note for the driver reaches the driver", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  await openAccount(api, "web", RIDER);
  const driver = await openDriver(api, DRIVER, { plate: newPlate("PLC"), model: "Honda Beat" });
  const page = await (await openContext(browser, PHONE, PICKUP)).newPage();
  const driverPage = await (await openContext(browser, PHONE, PICKUP)).newPage();
  const search = page.getByRole("combobox");
  const option = (name: RegExp): ReturnType<typeof page.getByRole> => page.getByRole("option", { name });

  await test.step("home and a place of the rider's own are kept from the profile", async () => {
    await page.goto(stack.web);
    await signIn(page, RIDER);
    await page.getByRole("link", { name: "Profile" }).click();
    await page.getByRole("link", { name: "Saved places" }).click();
    await page.getByRole("button", { name: /Home/ }).click();
    await search.fill("Blok M");
    await option(/Blok M/)
      .first()
      .click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("button", { name: /^Home.*Blok M/ })).toBeVisible();
    await page.getByRole("button", { name: "Add a place" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Grandma");
    await search.fill("-6.1754, 106.8272");
    await expect(option(/106\.82720/)).toBeVisible();
    await search.press("Enter");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("button", { name: /^Grandma/ })).toBeVisible();
    expect(await faultsOf(page)).toEqual([]);
  });

  await test.step("the ride goes home, by arrow and Enter, with a note", async () => {
    await page.goto(stack.web);
    await page
      .getByRole("button", { name: /pickup/i })
      .first()
      .click();
    await page.getByRole("button", { name: "Use my location" }).click();
    await page.getByRole("button", { name: "Search destination" }).click();
    await expect(option(/^Home.*Blok M/)).toBeVisible();
    expect(await faultsOf(page)).toEqual([]);
    await search.press("ArrowDown");
    await expect(option(/^Home.*Blok M/)).toHaveAttribute("aria-selected", "true");
    await search.press("Enter");
    await page.getByRole("radio", { name: /Motorbike/ }).check({ force: true });
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("radio", { name: "Cash" }).check({ force: true });
    await page.getByLabel("Note for the driver").fill("Lobby B");
  });

  await test.step("the driver sees it with the offer and on the way, and the rider what they wrote", async () => {
    await driverPage.goto(stack.driver);
    await signIn(driverPage, DRIVER);
    await driverPage.getByRole("button", { name: "Go online" }).click();
    await expect(driverPage.getByText("Waiting for a trip")).toBeVisible();
    await page.getByRole("button", { name: /Book ride/ }).click();
    await expect(page.getByText("Lobby B")).toBeVisible();
    const offer = driverPage.getByRole("alertdialog");
    await expect(offer).toContainText("Lobby B");
    await offer.getByRole("button", { name: "Accept" }).click();
    await expect(driverPage.getByText("The rider’s note")).toBeVisible();
    await expect(driverPage.getByText("Lobby B")).toBeVisible();
    await expect(page.getByText(/Joko/).first()).toBeVisible();
  });

  await page.getByRole("button", { name: "Cancel ride" }).click();
  await page.getByRole("button", { name: "Yes, cancel" }).click();
  await expect(page.getByText("Ride cancelled. Nothing was charged.")).toBeVisible();
  await as(api, driver)("tracker.setAvailability", { isAvailable: false });
});

/** What is not accessible on the page as it is. */
async function faultsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
