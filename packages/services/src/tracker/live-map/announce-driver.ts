import type { ServiceContext } from "../../context.ts";
import { refreshDriverStates } from "./driver-state.ts";

/** Tells the map and the driver's watchers what a commit has changed about the driver. */
export async function announceDriver(
  ctx: Pick<ServiceContext, "redis" | "clock" | "db" | "events">,
  { cityId, driverId }: { readonly cityId: string; readonly driverId: string },
): Promise<void> {
  await refreshDriverStates(ctx, { cityId, driverIds: [driverId] });
  ctx.events.driverChanged({ cityId, driverId });
}
