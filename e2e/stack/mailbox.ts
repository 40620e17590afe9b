import { expect, type Page } from "@playwright/test";

/** Opens the newest mail of the demo's mailbox to an address, with this subject, and follows its link. */
export async function followLink(page: Page, gateway: string, mail: { to: string; subject: string }): Promise<void> {
  const row = page.getByRole("link").filter({ hasText: mail.to }).filter({ hasText: mail.subject }).first();
  await expect(async () => {
    await page.goto(`${gateway}/mailbox?lang=en`);
    await expect(row).toBeVisible({ timeout: 500 });
  }).toPass();
  await row.click();
  await page.getByRole("article").getByRole("link").click();
}
