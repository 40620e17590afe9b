import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export const PHONE = { width: 412, height: 915 };
export const DESK = { width: 1440, height: 900 };

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** A person's own browser, standing at a place of the city. */
export async function openContext(
  browser: Browser,
  viewport: { width: number; height: number },
  geolocation: Place,
): Promise<BrowserContext> {
  return browser.newContext({ viewport, geolocation: { ...geolocation, accuracy: 8 }, permissions: ["geolocation"] });
}

/** Makes an account on the page that an app opens with. */
export async function signUp(page: Page, { name, email, password }: Person): Promise<void> {
  await page
    .getByRole("button", { name: /create (an )?account/i })
    .first()
    .click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("form", { name: "Create account" }).getByRole("button", { name: "Create account" }).click();
}

/** Adds demo credit of 200,000 to a rider's wallet. */
export async function topUp(page: Page, web: string): Promise<void> {
  await page.goto(`${web}/wallet`);
  await page.getByRole("button", { name: "Top up" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /200,000/ }).check({ force: true });
  await dialog.getByRole("button", { name: /^Add .*200,000/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/200,000/).first()).toBeVisible();
}

/** Presses a button until its question is answered, as one that asks to be held wants it. */
export async function hold(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  await button.hover();
  await page.mouse.down();
  await expect(page.getByText("Trip finished")).toBeVisible();
  await page.mouse.up();
}
