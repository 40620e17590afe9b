import { expect, type Page } from "@playwright/test";
import { authenticatorCode } from "../stack/authenticator-code.ts";
import { test } from "../stack/journey.ts";
import { followLink } from "../stack/mailbox.ts";
import { DESK, openContext, type Person, signIn } from "../stack/people.ts";
import type { RunningStack } from "../stack/running-stack.ts";
import { setUpApp } from "../stack/set-up-app.ts";

const OFFICE = { latitude: -6.2262, longitude: 106.8099 };
const stamp = Date.now().toString(36);
const RATNA: Person = { name: "Ratna Keuangan", email: `ratna-${stamp}@example.com`, password: "balances-by-night-1" };
const DIAN: Person = { name: "Dian Pemilik", email: `dian-${stamp}@example.com`, password: "opens-at-dawn-1" };
const REASON = "keeps the books";
const STEP_MS = 30_000;

/** An owner invites somebody on the page Staff, as one of its roles. */
async function invite(owner: Page, stack: RunningStack, person: Person, role: string): Promise<void> {
  await owner.goto(`${stack.admin}/staff`);
  await signIn(owner, stack.accounts.admin);
  await owner.getByRole("button", { name: "Invite" }).click();
  const dialog = owner.getByRole("dialog", { name: "Invite" });
  await dialog.getByLabel("Name").fill(person.name);
  await dialog.getByLabel("E-mail").fill(person.email);
  await dialog.getByRole("checkbox", { name: role }).check();
  await dialog.getByLabel("Reason").fill(REASON);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog).toBeHidden();
}

/** Somebody who was invited sets a password and signs in: every page is the one that sets up a second factor. */
async function beginAs(page: Page, stack: RunningStack, person: Person): Promise<void> {
  await followLink(page, stack.gateway, { to: person.email, subject: "Anda diundang mengoperasikan Atlas" });
  await page.getByLabel("New password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your password is set")).toBeVisible();
  await page.goto(`${stack.admin}/ledger`);
  await signIn(page, person);
  const heading = page.getByRole("heading", { name: "Set up a second factor" });
  await expect(heading).toBeVisible();
  await page.goto(stack.admin);
  await expect(heading).toBeVisible();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("form", { name: "Sign in" })).toBeVisible();
}

test("finance sets up an authenticator app before anything else, signs in with it, and an owner resets it when the phone is lost", async ({
  browser,
  stack,
}) => {
  const owner = await (await openContext(browser, DESK, OFFICE)).newPage();
  const ratna = await (await openContext(browser, DESK, OFFICE)).newPage();
  const row = owner.getByRole("table", { name: "Staff" }).getByRole("row").filter({ hasText: RATNA.email });
  const map = ratna.getByRole("heading", { name: "Live map" });
  const code = ratna.getByLabel("Code", { exact: true });

  const { secret, codes } = await test.step("after the password every page is the one that sets it up", async () => {
    await invite(owner, stack, RATNA, "Finance");
    await expect(row).toContainText("Missing");
    await beginAs(ratna, stack, RATNA);
    const app = await setUpApp(ratna, RATNA);
    await expect(map).toBeVisible();
    return app;
  });

  await test.step("the sign-in asks for the code", async () => {
    await signOut(ratna);
    await signIn(ratna, RATNA);
    await code.fill("000000");
    await ratna.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(ratna.getByText("That is not the code")).toBeVisible();
    await code.fill(authenticatorCode(secret, new Date(Date.now() + STEP_MS)));
    await ratna.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(map).toBeVisible();
  });

  await test.step("a backup code takes its place", async () => {
    await signOut(ratna);
    await signIn(ratna, RATNA);
    await ratna.getByRole("button", { name: "Use a backup code" }).click();
    await ratna.getByLabel("Backup code").fill(codes[0] ?? "");
    await ratna.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(map).toBeVisible();
    await ratna.goto(`${stack.admin}/account`);
    await expect(ratna.getByText("9 backup codes are left.")).toBeVisible();
  });

  await test.step("an owner resets it, which signs her out, and she sets up another", async () => {
    await owner.reload();
    await row.getByRole("button", { name: "Reset second factor" }).click();
    const dialog = owner.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("lost the phone");
    await dialog.getByRole("button", { name: "Reset", exact: true }).click();
    await expect(row).toContainText("Missing");
    await expect(ratna.getByRole("form", { name: "Sign in" })).toBeVisible();
    await signIn(ratna, RATNA);
    await setUpApp(ratna, RATNA);
    await expect(ratna.getByText("10 backup codes are left.")).toBeVisible();
  });
});

test("another of finance sets up a passkey instead, signs in with it, names it and removes it", async ({
  browser,
  stack,
}) => {
  const owner = await (await openContext(browser, DESK, OFFICE)).newPage();
  const context = await openContext(browser, DESK, OFFICE);
  const dian = await context.newPage();
  const device = await context.newCDPSession(dian);
  await device.send("WebAuthn.enable");
  await device.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const map = dian.getByRole("heading", { name: "Live map" });

  await test.step("at the first sign-in", async () => {
    await invite(owner, stack, DIAN, "Finance");
    await beginAs(dian, stack, DIAN);
    await dian.getByRole("button", { name: "Add a passkey" }).click();
    await dian.getByLabel("Name of the passkey").fill("Laptop");
    await dian.getByLabel("Your password", { exact: true }).fill(DIAN.password);
    await dian.getByRole("button", { name: "Add a passkey" }).click();
    await expect(map).toBeVisible();
  });

  await test.step("it signs in without a password, and beside one", async () => {
    await signOut(dian);
    await dian.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(map).toBeVisible();
    await signOut(dian);
    await signIn(dian, DIAN);
    await expect(dian.getByRole("heading", { name: "Your passkey" })).toBeVisible();
    await dian.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect(map).toBeVisible();
  });

  await test.step("it is named and removed on the page of the account", async () => {
    await dian.goto(`${stack.admin}/account`);
    await dian.getByRole("button", { name: "Rename Laptop" }).click();
    const dialog = dian.getByRole("dialog");
    await dialog.getByLabel("Name of the passkey").fill("Office laptop");
    await dialog.getByRole("button", { name: "Rename" }).click();
    await dian.getByRole("button", { name: "Remove Office laptop" }).click();
    await dialog.getByLabel("Your password", { exact: true }).fill(DIAN.password);
    await dialog.getByRole("button", { name: "Remove" }).click();
    await expect(dian.getByText("You have none yet.")).toBeVisible();
  });
});
