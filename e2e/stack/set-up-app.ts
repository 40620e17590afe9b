import { expect, type Page } from "@playwright/test";
import { authenticatorCode } from "./authenticator-code.ts";
import type { Person } from "./people.ts";

/** Sets up an authenticator app on the page that asks for it; its secret and backup codes. */
export async function setUpApp(
  page: Page,
  { password }: Pick<Person, "password">,
): Promise<{ readonly secret: string; readonly codes: string[] }> {
  await page.getByLabel("Your password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Set up the app" }).click();
  await expect(page.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  const secret = await page.getByText(/^[A-Z2-7]{32,}$/).innerText();
  await page.getByLabel("Code that the app shows").fill(authenticatorCode(secret, new Date()));
  await page.getByRole("button", { name: "Confirm" }).click();
  const list = page.getByRole("list", { name: "Keep your backup codes" }).getByRole("listitem");
  await expect(list).toHaveCount(10);
  const codes = await list.allInnerTexts();
  await page.getByRole("button", { name: "I have kept them" }).click();
  return { secret, codes };
}
