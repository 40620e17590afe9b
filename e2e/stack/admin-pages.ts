import { type APIRequestContext, expect } from "@playwright/test";
import { z } from "zod";
import type { RunningStack } from "./running-stack.ts";

export interface AppPage {
  /** What its picture is called. */
  readonly name: string;
  readonly path: string;
  /** Done once it has been looked at. */
  readonly afterwards?: () => Promise<void>;
}

const orderSchema = z.object({
  order_id: z.string(),
  rider_id: z.string(),
  driver: z.object({ driver_id: z.string() }).nullable(),
});
type Order = z.output<typeof orderSchema>;
const ordersSchema = z.object({ items: z.array(orderSchema) });
const accountsSchema = z.object({ items: z.array(z.object({ account_id: z.string() })) });

/** Every page of the admin app, those of one thing with the newest that there is. */
export async function adminPages(
  request: APIRequestContext,
  stack: RunningStack,
  { hasFleet }: { readonly hasFleet: boolean },
): Promise<AppPage[]> {
  const read = async (path: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${stack.accounts.admin.token}` };
    const response = await request.get(`${stack.gateway}${path}`, { headers });
    expect(response.status(), `${path}: ${await response.text()}`).toBe(200);
    return await response.json();
  };
  const newest = async (): Promise<Order | undefined> =>
    ordersSchema.parse(await read("/admin/orders?limit=1&statuses=FINISHED")).items[0];
  // Where a fleet drives, one of its trips soon ends.
  if (hasFleet) await expect.poll(newest, { timeout: 180_000 }).toBeDefined();
  const order = await newest();
  const [account] = accountsSchema.parse(await read("/admin/ledger/accounts?limit=1")).items;
  const driverId = order?.driver?.driver_id ?? stack.accounts.driver.id;
  return [
    { name: "map", path: "/" },
    { name: "playback", path: "/playback" },
    { name: "orders", path: "/orders" },
    ...(order ? [{ name: "order", path: `/orders/${order.order_id}` }] : []),
    { name: "alerts", path: "/alerts" },
    { name: "drivers", path: "/drivers" },
    { name: "driver-day", path: `/drivers/${driverId}/day` },
    { name: "driver", path: `/people/${driverId}` },
    { name: "rider", path: `/people/${order?.rider_id ?? stack.accounts.rider.id}` },
    { name: "ledger", path: "/ledger" },
    ...(account ? [{ name: "ledger-account", path: `/ledger/accounts/${account.account_id}` }] : []),
    { name: "trial-balance", path: "/ledger/trial-balance" },
    { name: "integrity", path: "/ledger/integrity" },
    { name: "payouts", path: "/ledger/payouts" },
    { name: "cash-desk", path: "/ledger/cash-desk" },
    { name: "approvals", path: "/approvals" },
    { name: "staff", path: "/staff" },
    { name: "audit", path: "/audit" },
    { name: "system", path: "/system" },
    { name: "account", path: "/account" },
    { name: "nowhere", path: "/nowhere" },
  ];
}
