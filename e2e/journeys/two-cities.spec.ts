import { expect } from "@playwright/test";
import { as, bookRide, openAccount } from "../stack/api.ts";
import { test } from "../stack/journey.ts";
import { acceptInvitation, DESK, openContext, type Person, PHONE, signIn } from "../stack/people.ts";

const HOME = { latitude: -6.2262, longitude: 106.8099 };
const OFFICE = { latitude: -6.1924, longitude: 106.8228 };
const stamp = Date.now().toString(36);
const RIDER: Person = { name: "Rangga Rider", email: `rangga-${stamp}@example.com`, password: "waits-at-home-1" };
const WATI: Person = { name: "Wati Lestari", email: `wati-${stamp}@example.com`, password: "runs-the-harbour-1" };
/** Far from every road of the demo. */
const TANJUNG = {
  cityId: `tanjung-${stamp}`,
  name: "Tanjung Selor",
  currency: "IDR",
  timezone: "Asia/Makassar",
  defaultLocale: "id",
  serviceArea: {
    type: "Polygon",
    coordinates: [
      [
        [117.3, 2.75],
        [117.5, 2.75],
        [117.5, 2.95],
        [117.3, 2.95],
        [117.3, 2.75],
      ],
    ],
  },
  tariffs: [
    {
      vehicleType: "go-ride",
      baseMinor: 8_000,
      perKmMinor: 2_500,
      perMinuteMinor: 0,
      minimumMinor: 9_000,
      roundingMinor: 500,
    },
  ],
  commissionBps: 1_500,
  taxBps: 100,
  cancelFeeMinor: 5_000,
  waitingPerMinuteMinor: 500,
  adjustmentLimitMinor: 1_000_000,
  reason: "we begin here",
};

test("an owner works in one city and then in another, and a dispatcher of one sees nothing of the other", async ({
  browser,
  request,
  stack,
}) => {
  const api = { request, stack };
  const rider = await openAccount(api, "web", RIDER);
  const { orderId } = await bookRide(api, rider, { pickup: HOME, dropoff: OFFICE, paymentMethod: "cash" });
  const asOwner = as(api, stack.accounts.admin);
  await asOwner("city.create", TANJUNG);
  const owner = await (await openContext(browser, DESK, HOME)).newPage();
  const wati = await (await openContext(browser, DESK, HOME)).newPage();
  const city = owner.getByRole("banner").getByLabel("City");

  await test.step("pages of the owner are of the city that the rail names", async () => {
    await owner.goto(`${stack.admin}/orders`);
    await signIn(owner, stack.accounts.admin);
    const orders = owner.getByRole("table", { name: "Orders" });
    await expect(orders).toContainText(RIDER.name);
    await expect(city.getByRole("option", { selected: true })).toHaveText("Jakarta");
    await city.selectOption("Tanjung Selor");
    await expect(owner.getByText("No orders match")).toBeVisible();
    await expect(city.getByRole("option", { selected: true })).toHaveText("Tanjung Selor");
    await owner.getByRole("link", { name: "Drivers" }).click();
    await expect(owner.getByText("No drivers match")).toBeVisible();
  });

  await test.step("on a phone the choice is in the menu of the account", async () => {
    await owner.setViewportSize(PHONE);
    await owner.getByRole("button", { name: /^Account of/ }).click();
    await owner.getByRole("dialog").getByLabel("City").selectOption("Jakarta");
    await expect(owner.getByRole("table", { name: "Drivers" }).getByRole("row").nth(1)).toBeVisible();
    await owner.setViewportSize(DESK);
  });

  await test.step("a dispatcher of Tanjung Selor sees it and nothing else", async () => {
    await asOwner("staff.invite", {
      name: WATI.name,
      email: WATI.email,
      cityId: TANJUNG.cityId,
      roles: [],
      cityRoles: { dispatcher: TANJUNG.cityId },
      reason: "begins in the new city",
    });
    await acceptInvitation(wati, stack, WATI);
    await wati.goto(`${stack.admin}/orders`);
    await expect(wati.getByText("No orders match")).toBeVisible();
    await expect(wati.getByLabel("City")).toHaveCount(0);
    await expect(wati.getByRole("link", { name: "Staff" })).toHaveCount(0);
    await wati.goto(`${stack.admin}/orders/${orderId}`);
    await expect(wati.getByText("This trip does not exist")).toBeVisible();
  });
});
