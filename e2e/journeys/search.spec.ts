import { expect } from "@playwright/test";
import { bookRide, openAccount } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { DESK, openContext, type Person, PHONE, signIn } from "../stack/people.ts";

const OFFICE = { latitude: -6.2262, longitude: 106.8099 };
const DROPOFF = { latitude: -6.1924, longitude: 106.8228 };
const stamp = Date.now().toString(36);
const RIDER: Person = {
  name: `Kirana ${stamp} Rider`,
  email: `kirana-${stamp}@example.com`,
  password: "waits-at-home-1",
};

test("an operator finds a person by a part of the name and the order by its digits, and suspends without looking for the page", async ({
  browser,
  request,
  stack,
}) => {
  const rider = await openAccount({ request, stack }, "web", RIDER);
  const { orderId } = await bookRide({ request, stack }, rider, {
    pickup: OFFICE,
    dropoff: DROPOFF,
    paymentMethod: "cash",
  });
  const desk = await (await openContext(browser, DESK, OFFICE)).newPage();
  const field = desk.getByRole("combobox", { name: "Search everything" });
  await desk.goto(stack.admin);
  await signIn(desk, stack.accounts.admin);
  await expect(desk.getByRole("heading", { name: "Live map" })).toBeVisible();

  await test.step("by the second word of the name", async () => {
    await desk.keyboard.press("Control+k");
    await field.fill(`${stamp.toUpperCase()} rid`);
    await expect(desk.getByRole("group", { name: "People" }).getByRole("option")).toContainText(RIDER.email);
    await expect(desk.getByRole("group", { name: "Orders" }).getByRole("option")).toContainText(orderId.slice(-8));
    await desk.keyboard.press("Enter");
    await expect(desk.getByRole("heading", { name: RIDER.name })).toBeVisible();
    await expect(field).toHaveCount(0);
  });

  await test.step("by the eight digits that a page shows", async () => {
    await desk.getByRole("button", { name: "Search", exact: true }).click();
    await expect(desk.getByRole("group", { name: "Opened last" })).toContainText(RIDER.name);
    await field.fill(orderId.slice(-8));
    await desk.getByRole("group", { name: "Orders" }).getByRole("option").click();
    await expect(desk).toHaveURL(`${stack.admin}/orders/${orderId}`);
  });

  await test.step("by what is to be done", async () => {
    await desk.keyboard.press("Control+k");
    await field.fill(RIDER.email);
    await desk.getByRole("option", { name: `Suspend ${RIDER.name}` }).click();
    const dialog = desk.getByRole("dialog", { name: `Suspend: ${RIDER.name}` });
    await dialog.getByLabel("Reason").fill("lost the telephone");
    await dialog.getByRole("button", { name: "Suspend" }).click();
    await expect(dialog).toHaveCount(0);
    await desk.keyboard.press("Control+k");
    await field.fill(RIDER.email);
    await desk.getByRole("group", { name: "People" }).getByRole("option").click();
    await expect(desk.getByRole("status").filter({ hasText: "Suspended" })).toBeVisible();
  });

  await test.step("on a phone", async () => {
    const phone = await (await openContext(browser, PHONE, OFFICE)).newPage();
    await phone.goto(stack.admin);
    await signIn(phone, stack.accounts.admin);
    await phone.getByRole("button", { name: "Search", exact: true }).click();
    await phone.getByRole("combobox", { name: "Search everything" }).fill("staff");
    await phone.getByRole("option", { name: "Staff", exact: true }).click();
    await expect(phone.getByRole("heading", { name: "Staff" })).toBeVisible();
  });
});
