import { expect, type Page } from "@playwright/test";
import { test } from "../stack/journey.ts";
import { followLink } from "../stack/mailbox.ts";
import { askForAccount, DESK, openContext, type Person, PHONE, signIn } from "../stack/people.ts";

const HERE = { latitude: -6.1754, longitude: 106.8272 };
const stamp = Date.now().toString(36);
const SARI: Person = { name: "Sari", email: `sari-${stamp}@example.com`, password: "first-words-1" };
const MOVED = `sari-new-${stamp}@example.com`;

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("form", { name: "Sign in" })).toBeVisible();
}

test("a rider's account is made, forgotten, moved and taken back by mail", async ({ browser, stack }) => {
  const page = await (await openContext(browser, PHONE, HERE)).newPage();
  const other = await (await openContext(browser, PHONE, HERE)).newPage();
  const { gateway, web } = stack;
  const profile = `${web}/profile`;

  await test.step("signed up, and not in before the address is confirmed", async () => {
    await page.goto(web);
    await askForAccount(page, SARI);
    await expect(page.getByRole("status").filter({ hasText: "Check your mail" })).toBeFocused();
    await other.goto(web);
    await signIn(other, SARI);
    await expect(other.getByRole("form", { name: "Sign in" }).getByRole("alert")).toContainText(
      "Confirm your e-mail first",
    );
    await page.getByRole("link", { name: "Open the demo's mailbox" }).click();
    await expect(page.getByRole("heading", { name: "Mailbox of the demo" })).toBeVisible();
    await followLink(page, gateway, { to: SARI.email, subject: "Confirm your e-mail for Atlas" });
    await page.getByLabel("Password", { exact: true }).fill("of a stranger");
    await page.getByRole("button", { name: "Confirm e-mail" }).click();
    const confirming = page.getByRole("form", { name: "Confirm your e-mail" });
    await expect(confirming.getByRole("alert")).toContainText("a sign-up with another password");
    expect(page.url()).not.toContain("token");
    await page.getByLabel("Password", { exact: true }).fill(SARI.password);
    await page.getByRole("button", { name: "Confirm e-mail" }).click();
    await expect(page.getByRole("button", { name: /pickup/i }).first()).toBeVisible();
  });

  await test.step("a forgotten password is set anew", async () => {
    await page.goto(profile);
    await signOut(page);
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByLabel("E-mail").fill(SARI.email);
    await page.getByRole("button", { name: "Send the link" }).click();
    await expect(page.getByText("Check your mail")).toBeVisible();
    await followLink(page, gateway, { to: SARI.email, subject: "Set a new password for Atlas" });
    await page.getByLabel("New password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByLabel("New password", { exact: true }).fill("second-words-2");
    await page.getByRole("button", { name: "Set password" }).click();
    await expect(page.getByRole("heading", { name: "Your password is set" })).toBeFocused();
    await signIn(page, { ...SARI, password: "second-words-2" });
    await expect(page.getByRole("button", { name: /pickup/i }).first()).toBeVisible();
  });

  await test.step("the password is changed, and another device is signed out", async () => {
    await other.goto(web);
    await signIn(other, { ...SARI, password: "second-words-2" });
    await expect(other.getByRole("button", { name: /pickup/i }).first()).toBeVisible();
    await page.goto(profile);
    const form = page.getByRole("form", { name: "Change password" });
    await form.getByLabel("Current password").fill("a guess");
    await form.getByLabel("New password", { exact: true }).fill("third-words-3");
    await form.getByRole("button", { name: "Change password" }).click();
    await expect(form.getByRole("alert")).toContainText("not your current password");
    await form.getByLabel("Current password").fill("second-words-2");
    await form.getByRole("button", { name: "Change password" }).click();
    await expect(form.getByRole("status")).toContainText("device");
    await other.goto(profile);
    await expect(other.getByRole("form", { name: "Sign in" })).toBeVisible();
  });

  await test.step("the e-mail is changed once the new address says yes", async () => {
    const form = page.getByRole("form", { name: "Change e-mail" });
    await form.getByLabel("New e-mail").fill(MOVED);
    await form.getByLabel("Current password").fill("third-words-3");
    await form.getByRole("button", { name: "Change e-mail" }).click();
    await expect(page.getByText("Until you open it, nothing changes.")).toBeVisible();
    await followLink(other, gateway, { to: MOVED, subject: "Confirm your new e-mail for Atlas" });
    await other.getByRole("button", { name: "Confirm e-mail" }).click();
    await expect(other.getByText(`Sign in with ${MOVED} from now on.`)).toBeVisible();
  });

  await test.step("the former address takes the account back", async () => {
    await followLink(other, gateway, { to: SARI.email, subject: "Your Atlas e-mail was changed" });
    await other.getByRole("button", { name: "Take it back" }).click();
    await expect(other.getByRole("heading", { name: "The account is yours again" })).toBeVisible();
    await page.goto(profile);
    await signIn(page, { email: MOVED, password: "third-words-3" });
    await expect(page.getByRole("form", { name: "Sign in" }).getByRole("alert")).toContainText("do not match");
  });
});

test("an operator forgets the password, and an Indonesian driver reads every step", async ({ browser, stack }) => {
  const desk = await (await openContext(browser, DESK, HERE)).newPage();
  await desk.goto(stack.admin);
  await desk.getByRole("link", { name: "Forgot your password?" }).click();
  await desk.getByLabel("E-mail").fill(stack.accounts.admin.email);
  await desk.getByRole("button", { name: "Send the link" }).click();
  await followLink(desk, stack.gateway, { to: stack.accounts.admin.email, subject: "Set a new password" });
  await expect(desk).toHaveURL(`${stack.admin}/reset-password`);
  await expect(desk.getByLabel("New password", { exact: true })).toBeVisible();

  const phone = await (await openContext(browser, PHONE, HERE)).newPage();
  await phone.goto(stack.driver);
  await phone.getByRole("radio", { name: "Bahasa Indonesia" }).check({ force: true });
  const email = `dedi-${stamp}@example.com`;
  await phone.getByRole("button", { name: "Buat akun" }).click();
  await phone.getByLabel("Nama", { exact: true }).fill("Dedi");
  await phone.getByLabel("Email").fill(email);
  await phone.getByLabel("Kata sandi", { exact: true }).fill("kata-sandi-1");
  await phone.getByRole("form", { name: "Buat akun" }).getByRole("button", { name: "Buat akun" }).click();
  await expect(phone.getByText("Periksa email Anda")).toBeVisible();
  await followLink(phone, stack.gateway, { to: email, subject: "Konfirmasi email Anda untuk Atlas" });
  await phone.getByLabel("Kata sandi", { exact: true }).fill("kata-sandi-1");
  await phone.getByRole("button", { name: "Konfirmasi email" }).click();
  await expect(phone.getByLabel("Pelat nomor")).toBeVisible();
});
