import { expect, type Page } from "@playwright/test";
import { as, openAccount } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { followLink } from "../stack/mailbox.ts";
import { DESK, openContext, type Person, PHONE, signIn } from "../stack/people.ts";
import { setUpApp } from "../stack/set-up-app.ts";

const OFFICE = { latitude: -6.2262, longitude: 106.8099 };
const stamp = Date.now().toString(36);
const RIDER: Person = { name: `Gita ${stamp}`, email: `gita-${stamp}@example.com`, password: "waits-for-credit-1" };
const LINA: Person = { name: `Lina ${stamp}`, email: `lina-${stamp}@example.com`, password: "looks-twice-1" };
const REASON = `lost luggage ${stamp}`;

test("what one operator credits above the limit another approves; both are on record, and a view of the list is kept", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const rider = await openAccount(api, "web", RIDER);
  const owner = await (await openContext(browser, DESK, OFFICE)).newPage();
  const lina = await (await openContext(browser, DESK, OFFICE)).newPage();
  const requests = (page: Page) => page.getByRole("table", { name: "Approvals" });
  const rowOf = (page: Page) => requests(page).getByRole("row").filter({ hasText: REASON });

  await test.step("another operator is invited, who decides about money", async () => {
    const invitation = {
      name: LINA.name,
      email: LINA.email,
      cityId: "jakarta",
      roles: ["finance"],
      reason: "four eyes",
    };
    await as(api, stack.accounts.admin)("staff.invite", invitation);
    await followLink(lina, stack.gateway, { to: LINA.email, subject: "Anda diundang mengoperasikan Atlas" });
    await lina.getByLabel("New password", { exact: true }).fill(LINA.password);
    await lina.getByRole("button", { name: "Set password" }).click();
    await expect(lina.getByText("Your password is set")).toBeVisible();
    await lina.goto(stack.admin);
    await signIn(lina, LINA);
    await setUpApp(lina, LINA);
    await expect(lina.getByRole("heading", { name: "Live map" })).toBeVisible();
  });

  await test.step("a credit above the limit says that it waits, before it is sent and after", async () => {
    await owner.goto(`${stack.admin}/ledger?q=${encodeURIComponent(RIDER.email)}`);
    await signIn(owner, stack.accounts.admin);
    await owner
      .getByRole("link", { name: new RegExp(RIDER.name) })
      .first()
      .click();
    await owner.getByRole("button", { name: "Credit, debit, correct" }).click();
    const dialog = owner.getByRole("dialog", { name: "Credit, debit, correct" });
    await expect(dialog.getByText(/^Above .*1,000,000 it waits for a second operator\.$/)).toBeVisible();
    await dialog.getByLabel("Amount").fill("1.500.000");
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Post" }).click();
    await expect(owner.getByText("This waits for a second operator")).toBeVisible();
    await owner.getByRole("button", { name: "Look" }).click();
  });

  await test.step("who asked cannot approve it", async () => {
    await expect(rowOf(owner)).toContainText("Waits for another operator");
    await expect(rowOf(owner).getByRole("button", { name: "Withdraw" })).toBeVisible();
    await expect(rowOf(owner).getByRole("button", { name: "Approve" })).toHaveCount(0);
    expect(await as(api, rider)("wallet.topUp", { amountMinor: 10_000, idempotencyKey: stamp })).toMatchObject({
      availableMinor: "10000",
    });
  });

  await test.step("the other sees that something waits, and approves it", async () => {
    await expect(lina.getByRole("status", { name: /requests? waits?/ })).toBeVisible();
    await lina.getByRole("link", { name: "Approvals" }).click();
    await expect(rowOf(lina)).toContainText(RIDER.name);
    await rowOf(lina).getByRole("button", { name: "Approve" }).click();
    const dialog = lina.getByRole("dialog", { name: "Approve the request" });
    await expect(dialog.getByText(REASON)).toBeVisible();
    await dialog.getByLabel("Reason").fill("seen the claim");
    await dialog.getByRole("button", { name: "Approve" }).click();
    await expect(rowOf(lina)).toHaveCount(0);
    await expect(rowOf(owner)).toHaveCount(0);
  });

  await test.step("the rider has it", async () => {
    const phone = await (await openContext(browser, PHONE, OFFICE)).newPage();
    await phone.goto(`${stack.web}/wallet`);
    await signIn(phone, RIDER);
    await expect(phone.getByText(/1,510,000/).first()).toBeVisible();
  });

  await test.step("a view of the list is kept, and is there after a reload", async () => {
    await lina.getByRole("button", { name: "State: Waiting" }).click();
    await lina.getByRole("radio", { name: "Approved" }).click();
    await expect(rowOf(lina)).toContainText("seen the claim");
    await lina.getByRole("button", { name: "Views" }).click();
    await lina.getByLabel("Save this view as").fill("What went through");
    await lina.keyboard.press("Enter");
    await expect(lina.getByRole("button", { name: "What went through", exact: true })).toBeVisible();
    await lina.keyboard.press("Escape");
    await lina.goto(`${stack.admin}/approvals`);
    await expect(rowOf(lina)).toHaveCount(0);
    await lina.getByRole("button", { name: "Views" }).click();
    await lina.getByRole("button", { name: "What went through", exact: true }).click();
    await expect(rowOf(lina)).toContainText("seen the claim");
    await expect(lina).toHaveURL(/state=approved/);
    await expect(lina.getByRole("button", { name: "Views: What went through" })).toBeVisible();
  });

  await test.step("the audit log has who asked and who approved", async () => {
    await owner.goto(`${stack.admin}/audit?subjectKind=approval-request`);
    const log = owner.getByRole("table", { name: "Audit log" });
    await expect(
      log.getByRole("row").filter({ hasText: "Approved a request" }).filter({ hasText: LINA.name }),
    ).toContainText("seen the claim");
    await expect(
      log.getByRole("row").filter({ hasText: "Asked for an approval" }).filter({ hasText: REASON }),
    ).toHaveCount(1);
  });
});
