import { expect } from "@playwright/test";
import { test } from "../stack/journey.ts";
import { openContext, PHONE, violations } from "../stack/people.ts";

const MONAS = { latitude: -6.1754, longitude: 106.8272 };

test("what somebody smuggles into a page does not run, and the browser says that its policy forbids it", async ({
  browser,
  stack,
}) => {
  const context = await openContext(browser, PHONE, MONAS);
  const page = await context.newPage();
  for (const app of [stack.web, stack.driver, stack.admin]) {
    const response = await page.goto(app);
    expect(response?.headers()).toMatchObject({ "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
    await expect(
      page
        .getByLabel("E-mail")
        .or(page.getByRole("button", { name: /account|pickup/i }))
        .first(),
    ).toBeVisible();
    expect(violations).toEqual([]);
    await page.locator("body").evaluate((body) => {
      body.insertAdjacentHTML("beforeend", `<img src="/none" onerror="document.title = 'taken over'">`);
    });
    await expect.poll(() => violations.length).toBe(1);
    await expect(page).not.toHaveTitle("taken over");
    violations.length = 0;
  }
  await context.close();
});
