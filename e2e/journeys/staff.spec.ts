import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { bookRide, openAccount } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { acceptInvitation, DESK, openContext, type Person, signIn } from "../stack/people.ts";

const OFFICE = { latitude: -6.2262, longitude: 106.8099 };
const DROPOFF = { latitude: -6.1924, longitude: 106.8228 };
const stamp = Date.now().toString(36);
const SARI: Person = { name: "Sari Dewi", email: `sari-${stamp}@example.com`, password: "counts-the-cars-1" };
const RIDER: Person = { name: "Tono Rider", email: `tono-${stamp}@example.com`, password: "waits-at-home-1" };
const REASON = "joins the night shift";

test("an owner invites a viewer, who sees an order and may not cancel it, and then makes her a dispatcher, who may", async ({
  browser,
  request,
  stack,
}) => {
  const rider = await openAccount({ request, stack }, "web", RIDER);
  const trip = { pickup: OFFICE, dropoff: DROPOFF, paymentMethod: "cash" } as const;
  const { orderId } = await bookRide({ request, stack }, rider, trip);
  const owner = await (await openContext(browser, DESK, OFFICE)).newPage();
  const sari = await (await openContext(browser, DESK, OFFICE)).newPage();
  const rowOf = (name: string): ReturnType<typeof owner.getByRole> =>
    owner.getByRole("table", { name: "Staff" }).getByRole("row").filter({ hasText: name });

  await test.step("the invitation says by mail how to begin", async () => {
    await owner.goto(stack.admin);
    await signIn(owner, stack.accounts.admin);
    await owner.getByRole("link", { name: "Staff" }).click();
    await expect(rowOf(stack.accounts.admin.email)).toContainText("Owner");
    await owner.getByRole("button", { name: "Invite" }).click();
    const dialog = owner.getByRole("dialog", { name: "Invite" });
    await dialog.getByLabel("Name").fill(SARI.name);
    await dialog.getByLabel("E-mail").fill(SARI.email);
    await expect(dialog.getByRole("checkbox", { name: "Viewer" })).toBeChecked();
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await expect(rowOf(SARI.email)).toContainText("Invited");
    await acceptInvitation(sari, stack, SARI);
  });

  await test.step("a viewer sees what happens, and is offered nothing that would be refused", async () => {
    await sari.goto(`${stack.admin}/staff`);
    await expect(sari.getByRole("table", { name: "Staff" })).toContainText(SARI.email);
    await expect(sari.getByRole("button", { name: "Invite" })).toHaveCount(0);
    await sari.goto(`${stack.admin}/orders/${orderId}`);
    await expect(sari.getByRole("heading", { name: "Timeline" })).toBeVisible();
    await expect(sari.getByRole("button", { name: "Cancel order" })).toHaveCount(0);
  });

  await test.step("a change of roles signs her out, and she may do what the new role may", async () => {
    await rowOf(SARI.email).getByRole("button", { name: "Change roles" }).click();
    const dialog = owner.getByRole("dialog", { name: `Roles of ${SARI.name}` });
    await dialog.getByRole("checkbox", { name: "Viewer" }).uncheck();
    await dialog.getByRole("checkbox", { name: "Dispatcher" }).check();
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Save roles" }).click();
    await expect(rowOf(SARI.email)).toContainText("Dispatcher");
    await expect(sari.getByRole("form", { name: "Sign in" })).toBeVisible();
    await signIn(sari, SARI);
    await expect(sari.getByRole("heading", { name: "Timeline" })).toBeVisible();
    await sari.getByRole("button", { name: "Cancel order" }).click();
    const cancel = sari.getByRole("dialog");
    await cancel.getByLabel("Reason").fill("nobody is near");
    await cancel.getByRole("button", { name: "Cancel order" }).click();
    await expect(cancel).toBeHidden();
    await expect(sari.getByRole("button", { name: "Cancel order" })).toHaveCount(0);
  });

  await test.step("what she did is on record: found from the order, filtered in the address, and taken out as a table", async () => {
    await owner.goto(`${stack.admin}/orders/${orderId}`);
    await expect(owner.getByText("by operator").locator("..")).toContainText(SARI.name);
    // Beside it is the one of the navigation.
    await owner.getByRole("main").getByRole("link", { name: "Audit log" }).click();
    const log = owner.getByRole("table", { name: "Audit log" });
    await expect(log.getByRole("row").nth(1)).toContainText("Cancelled an order");
    await expect(log.getByRole("row").nth(1)).toContainText("nobody is near");
    await expect(log.getByRole("row")).toHaveCount(2);
    await owner.getByRole("button", { name: "Clear filters" }).click();
    await owner.getByRole("button", { name: "Who", exact: true }).click();
    await owner.getByRole("radio", { name: SARI.name }).click();
    await expect(log).toContainText("Signed in");
    await owner.getByRole("button", { name: "What", exact: true }).click();
    await owner.getByRole("radio", { name: "Cancelled an order" }).click();
    await expect(log.getByRole("row")).toHaveCount(2);
    await owner.reload();
    await expect(log.getByRole("row")).toHaveCount(2);
    await expect(owner.getByRole("button", { name: `Who: ${SARI.name}` })).toBeVisible();
    const download = owner.waitForEvent("download");
    await owner.getByRole("button", { name: "Export CSV" }).click();
    const lines = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(orderId);
    await owner.goBack();
    await expect(owner.getByRole("button", { name: "What", exact: true })).toBeVisible();
    await expect(log).toContainText("Signed in");
    await log
      .getByRole("link", { name: /^Order / })
      .first()
      .click();
    await expect(owner.getByRole("heading", { name: "Timeline" })).toBeVisible();
    await owner.setViewportSize({ width: 390, height: 844 });
    await owner.goto(`${stack.admin}/audit?about=${orderId}`);
    await expect(log.getByRole("row")).toHaveCount(2);
    const overflow = await owner.evaluate("document.documentElement.scrollWidth - innerWidth");
    expect(overflow).toBe(0);
    await owner.setViewportSize({ width: 1280, height: 800 });
    await owner.goto(`${stack.admin}/staff`);
  });

  await test.step("the owner sees her devices, and signs her out: the page that she has open closes", async () => {
    await sari.goto(`${stack.admin}/orders`);
    await expect(sari.getByRole("heading", { name: "Orders" })).toBeVisible();
    await rowOf(SARI.email).getByRole("button", { name: "Devices" }).click();
    const devices = owner.getByRole("dialog", { name: `Devices of ${SARI.name}` });
    await expect(devices.getByRole("listitem")).toHaveCount(1);
    await devices.getByRole("button", { name: /^Sign out: / }).click();
    const end = owner.getByRole("dialog", { name: `Sign ${SARI.name} out?` });
    await end.getByLabel("Reason").fill("a phone that was lost");
    await end.getByRole("button", { name: "Sign out" }).click();
    await expect(sari.getByRole("form", { name: "Sign in" })).toBeVisible();
    await expect(devices.getByText("Signed in nowhere.")).toBeVisible();
    await devices.getByRole("button", { name: "Close" }).click();
    await signIn(sari, SARI);
    await expect(sari.getByRole("heading", { name: "Orders" })).toBeVisible();
  });

  await test.step("who is blocked is out at once, and cannot come back until the block is lifted", async () => {
    await rowOf(SARI.email).getByRole("button", { name: "Block", exact: true }).click();
    const block = owner.getByRole("dialog", { name: `Block: ${SARI.name}` });
    await block.getByLabel("Reason").fill("left the company");
    await block.getByRole("button", { name: "Block", exact: true }).click();
    await expect(rowOf(SARI.email)).toContainText("Blocked");
    await expect(sari.getByRole("form", { name: "Sign in" })).toBeVisible();
    await signIn(sari, SARI);
    await expect(sari.getByText("This account is blocked")).toBeVisible();
    await rowOf(SARI.email).getByRole("button", { name: "Lift the block" }).click();
    const lift = owner.getByRole("dialog", { name: `Lift the block: ${SARI.name}` });
    await lift.getByLabel("Reason").fill("was a mistake");
    await lift.getByRole("button", { name: "Lift the block" }).click();
    await expect(rowOf(SARI.email).getByRole("button", { name: "Block", exact: true })).toBeVisible();
    await signIn(sari, SARI);
    await expect(sari.getByRole("heading", { name: "Orders" })).toBeVisible();
  });

  await test.step("the last owner cannot be made less", async () => {
    await rowOf(stack.accounts.admin.email).getByRole("button", { name: "Change roles" }).click();
    const dialog = owner.getByRole("dialog", { name: /^Roles of/ });
    await dialog.getByRole("checkbox", { name: "Owner" }).uncheck();
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Save roles" }).click();
    await expect(dialog.getByText("Make somebody else an owner first.")).toBeVisible();
  });
});
