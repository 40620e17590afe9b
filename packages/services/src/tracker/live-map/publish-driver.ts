import type { FreedDriver, ServiceContext } from "../../context.ts";
import type { UnitOfWork } from "../../messaging/in-transaction.ts";
import { refreshDriverStates } from "./driver-state.ts";
import { type DriverState, fleetStateOf } from "./driver-state-code.ts";

export interface ChangedDriver {
  readonly cityId: string;
  readonly driverId: string;
  /** Whether the change ends something that kept the driver from other orders: then waiting ones may be sent to them. */
  readonly isFreed?: boolean;
}

/**
 * Shows the driver on the map as the transaction has left them, once it is committed, and then tells their watchers. What
 * Redis misses here costs a delay: the sweepers bring it in line.
 */
export function publishDriver(tx: UnitOfWork, ctx: ServiceContext, { cityId, driverId, isFreed }: ChangedDriver): void {
  tx.afterCommit(async () => {
    try {
      const states = await refreshDriverStates(ctx, { cityId, driverIds: [driverId] });
      if (isFreed === true) await ctx.driversFreed(ctx, cityId, freeOf(states));
    } catch (err) {
      ctx.log.warn({ err, driverId }, "driver state not refreshed after a commit");
    }
    ctx.events.publish({ kind: "driver", cityId, driverId });
  });
}

function freeOf(states: ReadonlyMap<string, DriverState>): FreedDriver[] {
  return [...states].flatMap(([driverId, state]) => {
    return fleetStateOf(state) === "available" && state.vehicleType
      ? [{ driverId, vehicleType: state.vehicleType }]
      : [];
  });
}
