import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { openAccount } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { DESK, openContext, type Person, PHONE, signIn } from "../stack/people.ts";

const HOME = { latitude: -6.2262, longitude: 106.8099 };
const stamp = Date.now().toString(36);
const RIDER: Person = { name: "Nadia Putri", email: `nadia-${stamp}@example.com`, password: "reads-her-list-1" };
const REASON = "complaints of three drivers";

test("a rider ends a session elsewhere, is suspended and blocked with the page open, takes her data and deletes the account", async ({
  browser,
  request,
  stack,
}) => {
  const elsewhere = await openAccount({ request, stack }, "web", RIDER);
  const rider = await (await openContext(browser, PHONE, HOME)).newPage();
  const admin = await (await openContext(browser, DESK, HOME)).newPage();
  const isSignedInElsewhere = async (): Promise<boolean> => {
    const headers = { authorization: `Bearer ${elsewhere.token}` };
    return (await request.get(`${stack.gateway}/trpc/account.me`, { headers })).ok();
  };
  const signsIn = async (): Promise<void> => {
    await signIn(rider, RIDER);
    await expect(rider.getByRole("heading", { name: /Where to, Nadia/ })).toBeVisible();
  };
  const act = async (name: string): Promise<void> => {
    await admin.getByRole("button", { name, exact: true }).click();
    const dialog = admin.getByRole("dialog", { name });
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name, exact: true }).click();
    await expect(dialog).toBeHidden();
  };

  await test.step("she sees where she is signed in, and signs out everywhere else", async () => {
    await rider.goto(stack.web);
    await signsIn();
    await rider.goto(`${stack.web}/profile`);
    const devices = rider.getByRole("region", { name: "Devices" });
    await expect(devices.getByRole("listitem")).toHaveCount(2);
    await expect(devices.getByRole("listitem").filter({ hasText: "This device" })).toContainText("Chrome");
    expect(await isSignedInElsewhere()).toBe(true);
    await devices.getByRole("button", { name: "Sign out everywhere else" }).click();
    const dialog = rider.getByRole("dialog", { name: "Sign out there?" });
    await dialog.getByLabel("Current password").fill("a guess");
    await dialog.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText("not your current password");
    expect(await isSignedInElsewhere()).toBe(true);
    await dialog.getByLabel("Current password").fill(RIDER.password);
    await dialog.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(devices.getByText("You are signed in on this device only.")).toBeVisible();
    expect(await isSignedInElsewhere()).toBe(false);
  });

  await test.step("she takes her data with her", async () => {
    const download = rider.waitForEvent("download");
    await rider.getByRole("button", { name: "Download your data" }).click();
    const dialog = rider.getByRole("dialog", { name: "Download your data" });
    await dialog.getByLabel("Current password").fill(RIDER.password);
    await dialog.getByRole("button", { name: "Download", exact: true }).click();
    const file = await (await download).path();
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ profile: [{ email: RIDER.email }] });
  });

  await test.step("an operator suspends her, and her open page says why until it is lifted", async () => {
    await rider.goto(stack.web);
    await admin.goto(stack.admin);
    await signIn(admin, stack.accounts.admin);
    await expect(admin.getByRole("heading", { name: "Live map" })).toBeVisible();
    await admin.goto(`${stack.admin}/people/${elsewhere.id}`);
    await expect(admin.getByText(RIDER.email)).toBeVisible();
    await act("Suspend");
    await expect(rider.getByRole("region", { name: "Plan a ride" }).getByRole("alert")).toContainText(REASON);
    await act("Lift the suspension");
    await expect(rider.getByText("Your account is suspended")).toBeHidden();
  });

  await test.step("a block signs her out at once, and the sign-in says why", async () => {
    await act("Block");
    await expect(rider.getByRole("heading", { name: "Where to?" })).toBeVisible();
    await signIn(rider, RIDER);
    await expect(rider.getByText(`This account is blocked. Reason: ${REASON}`)).toBeVisible();
    await act("Lift the block");
    await expect(admin.getByText("May use Atlas")).toBeVisible();
    await signsIn();
  });

  await test.step("she deletes the account, and nobody signs in with it", async () => {
    await rider.goto(`${stack.web}/profile`);
    await rider.getByRole("button", { name: "Delete account" }).click();
    const dialog = rider.getByRole("dialog", { name: "Delete your account?" });
    await dialog.getByLabel("Password", { exact: true }).fill("a guess");
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await expect(dialog.getByRole("alert")).toContainText("not your current password");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await rider.getByRole("button", { name: "Delete account" }).click();
    await expect(dialog.getByLabel("Password", { exact: true })).toHaveValue("");
    await expect(dialog.getByRole("alert")).toHaveCount(0);
    await dialog.getByLabel("Password", { exact: true }).fill(RIDER.password);
    await dialog.getByRole("button", { name: "Delete for good" }).click();
    await expect(rider.getByRole("form", { name: "Sign in" })).toBeVisible();
    await signIn(rider, RIDER);
    await expect(rider.getByText(/do not match/)).toBeVisible();
    await admin.reload();
    await expect(admin.getByText("Account deleted")).toBeVisible();
  });

  await test.step("what an operator was refused does not stand there when they begin anew", async () => {
    await admin.goto(`${stack.admin}/people/${stack.accounts.admin.id}`);
    const dialog = admin.getByRole("dialog", { name: "Block" });
    await admin.getByRole("button", { name: "Block", exact: true }).click();
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Block", exact: true }).click();
    await expect(dialog.getByRole("alert")).toContainText("may not do this");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await admin.getByRole("button", { name: "Block", exact: true }).click();
    await expect(dialog.getByLabel("Reason")).toHaveValue("");
    await expect(dialog.getByRole("alert")).toHaveCount(0);
  });
});
