import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { drivers } from "@atlas/db/schema/drivers";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { readTrack } from "./read-track.ts";

const TRAIL_MS = 300_000;
/** Two a second. Of a driver who sends more often the newest part is missing, which a map has seen by itself. */
const MAX_TRAIL_POINTS = 600;

export interface TrailPoint {
  readonly lat: number;
  readonly lng: number;
  /** ISO-8601 */
  readonly at: string;
}

/** Where a driver has been in the last five minutes, oldest first. */
export const driverTrail = useCase({
  kind: "query",
  weight: 2,
  permission: "people.read",
  within: { driverId: "driver" },
  input: z.object({ driverId: idSchema }),
  refusals: ["DRIVER_NOT_FOUND"],
  async run(
    ctx: Pick<ServiceContext, "db" | "clock">,
    _actor,
    { driverId },
  ): Promise<{ points: readonly TrailPoint[] }> {
    const [driver] = await ctx.db.select({ id: drivers.id }).from(drivers).where(eq(drivers.id, driverId));
    if (!driver) throw new DomainError("DRIVER_NOT_FOUND", "This driver does not exist.");
    const to = ctx.clock();
    const from = new Date(to.getTime() - TRAIL_MS);
    const track = await readTrack(ctx.db, { driverId, from, to, limit: MAX_TRAIL_POINTS });
    return { points: track.map(({ lat, lng, atMs }) => ({ lat, lng, at: new Date(atMs).toISOString() })) };
  },
});
