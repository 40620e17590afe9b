import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { followLink } from "./mailbox.ts";
import { type RunningStack, runningStack } from "./running-stack.ts";

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** What browsers have refused to do because a page's policy does not allow it. */
export const violations: string[] = [];

function noteViolation(text: string): void {
  if (text.includes("Content Security Policy")) violations.push(text);
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
  const context = await browser.newContext({
    viewport,
    geolocation: { ...geolocation, accuracy: 8 },
    permissions: ["geolocation"],
  });
  context.on("console", (message) => noteViolation(message.text()));
  return context;
}

/** The clock of a person's phone is so far ahead. */
export async function setClockAhead(context: BrowserContext, aheadMs: number): Promise<void> {
  await context.addInitScript((ms) => {
    const { now } = Date;
    const ahead = (): number => now() + ms;
    globalThis.Date = new Proxy(Date, {
      construct: (target, args: unknown[], made) =>
        Reflect.construct(target, args.length === 0 ? [ahead()] : args, made),
      get: (target, name) => (name === "now" ? ahead : Reflect.get(target, name)),
    });
    const fix: unknown = Reflect.get(globalThis, "GeolocationPosition");
    if (typeof fix === "function") Reflect.defineProperty(fix.prototype, "timestamp", { get: () => Date.now() });
  }, aheadMs);
}

/** Makes an account from the page that an app opens with, confirms its e-mail from the demo's mailbox by the password and is signed in. */
export async function signUp(page: Page, person: Person): Promise<void> {
  await askForAccount(page, person);
  await expect(page.getByText("Check your mail")).toBeVisible();
  await followLink(page, runningStack().gateway, { to: person.email, subject: "Confirm your e-mail for Atlas" });
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Confirm e-mail" }).click();
  // A person who knows the password is signed in and goes on to the app.
  await page.waitForURL(/^[^/]+\/\/[^/]+\/$/);
}

/** The rider's app opens with the map, from which a link leads to the sign-in; the others open with the sign-in. */
async function openSignIn(page: Page): Promise<void> {
  const link = page.getByRole("link", { name: "Sign in", exact: true });
  const field = page.getByLabel("E-mail");
  await expect(async () => {
    if (!(await field.isVisible())) await link.click({ timeout: 500 });
    await expect(field).toBeVisible({ timeout: 500 });
  }).toPass();
}

/** Fills in the form for a new account. */
export async function askForAccount(page: Page, { name, email, password }: Person): Promise<void> {
  await openSignIn(page);
  const way = /^create (an )?account/i;
  await page
    .getByRole("link", { name: way })
    .or(page.getByRole("button", { name: way }))
    .first()
    .click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("form", { name: "Create account" }).getByRole("button", { name: "Create account" }).click();
}

/** Signs in from the page that an app opens with. */
export async function signIn(page: Page, { email, password }: Pick<Person, "email" | "password">): Promise<void> {
  await openSignIn(page);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("form", { name: "Sign in" }).getByRole("button", { name: "Sign in" }).click();
}

/** What a driver registers: the plate, and make and model. */
/** An invited operator sets a password by the mail's link, which is in the language of the city, and signs in. */
export async function acceptInvitation(
  page: Page,
  { gateway, admin }: Pick<RunningStack, "gateway" | "admin">,
  person: Person,
): Promise<void> {
  await followLink(page, gateway, { to: person.email, subject: "Anda diundang mengoperasikan Atlas" });
  await page.getByLabel("New password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your password is set")).toBeVisible();
  await page.goto(admin);
  await signIn(page, person);
  await expect(page.getByRole("heading", { name: "Live map" })).toBeVisible();
}

export interface Motorbike {
  readonly plate: string;
  readonly model: string;
}

/** A plate that no run shortly before this one has registered, as plates are: letters, digits, letters. */
export function newPlate(series: string): string {
  return `B ${String(Date.now()).slice(-5)} ${series}`;
}

/** A new driver with a motorbike, online. */
export async function goOnline(page: Page, driver: string, person: Person, { plate, model }: Motorbike): Promise<void> {
  await page.goto(driver);
  await signUp(page, person);
  await page.getByLabel("Plate").fill(plate);
  await page.getByLabel(/Make, model/).fill(model);
  await page.getByRole("button", { name: "Save vehicle" }).click();
  await page.getByRole("button", { name: "Go online" }).click();
  await expect(page.getByText("Waiting for a trip")).toBeVisible();
}

/** Books a motorbike from where the rider stands to the first place that a search for `query` finds under such a name. */
export async function book(page: Page, web: string, query: string, found: RegExp): Promise<void> {
  await page.goto(web);
  await page
    .getByRole("button", { name: /pickup/i })
    .first()
    .click();
  await page.getByRole("button", { name: "Use my location" }).click();
  await page.getByRole("button", { name: "Search destination" }).click();
  await page.getByRole("combobox").fill(query);
  await page.getByRole("option", { name: found }).first().click();
  await page.getByRole("radio", { name: /Motorbike/ }).check({ force: true });
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: /Book ride/ }).click();
}

/** Adds demo credit of 200,000 to a rider's wallet. */
export async function topUp(page: Page, web: string): Promise<void> {
  await page.goto(`${web}/wallet`);
  await page.getByRole("button", { name: "Top up" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /200,000/ }).check({ force: true });
  await dialog.getByRole("button", { name: /^Pay .*200,000/ }).click();
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await expect(page.getByText(/200,000 arrived in your wallet/)).toBeVisible();
}

/** Presses a button until its question is confirmed, as one that asks to be held wants it. */
export async function hold(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  await button.hover();
  await page.mouse.down();
  await expect(page.getByText("Trip finished")).toBeVisible();
  await page.mouse.up();
}
