import type { CitySettings } from "@atlas/core/settings/city-settings";
import type { ServiceContext } from "../../context.ts";
import { readPositions } from "../../tracker/live-map/read-positions.ts";

/** Those of the drivers whom the live map has heard of lately: then it is the history that is behind, not the phone. */
export async function heardOnMap(
  ctx: Pick<ServiceContext, "redis" | "clock">,
  { cityId, settings }: { readonly cityId: string; readonly settings: Pick<CitySettings, "tripSilentS"> },
  drivers: readonly { readonly driverId: string }[],
): Promise<ReadonlySet<string>> {
  const driverIds = drivers.map(({ driverId }) => driverId);
  const sinceMs = ctx.clock().getTime() - settings.tripSilentS * 1_000;
  const positions = await readPositions(ctx, { cityId, driverIds });
  return new Set(positions.filter(({ seenAtMs }) => seenAtMs >= sinceMs).map(({ driverId }) => driverId));
}
