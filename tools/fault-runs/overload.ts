import { once } from "node:events";
import { Worker } from "node:worker_threads";

import { CENTER, type Town } from "./town.ts";

/** What the thread that floods is given. */
export interface FloodOrder {
  readonly gatewayUrls: readonly string[];
  readonly tokens: readonly string[];
  readonly body: string;
}

/** Finds out how many quotes a second the gateways can give, and asks for three times as many for a while. */
export async function flood(gatewayUrls: readonly string[], { riders }: Town): Promise<void> {
  const order: FloodOrder = {
    gatewayUrls,
    tokens: riders.map(({ token }) => token),
    body: JSON.stringify({ pickup: CENTER, dropoff: { ...CENTER, lat: CENTER.lat + 0.01 }, vehicleType: "go-ride" }),
  };
  // A thread of its own: the load beside it must keep its pace.
  const thread = new Worker(new URL("./overload-thread.ts", import.meta.url), { workerData: order });
  await once(thread, "exit");
}
