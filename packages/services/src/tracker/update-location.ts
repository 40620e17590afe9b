import { DomainError } from "@atlas/core/errors";
import { idSchema } from "@atlas/core/fields";
import { validateTimestamp } from "@atlas/core/ping";
import { reportedFixSchema } from "@atlas/core/positions/reported-fix";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import { goOnlineByPosting } from "./go-online-by-posting.ts";
import type { LiveContext } from "./live-context.ts";
import { pingedDriver } from "./pinged-driver.ts";

/** Takes one ping of a driver. Returns once it is validated and buffered; it is on the map some milliseconds later. */
export const updateLocation = useCase({
  kind: "command",
  permission: "positions.report",
  within: { driverId: "driver" },
  isUnmetered: true,
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({
    ...reportedFixSchema.shape,
    /** Only for services and admins, who must name the driver. */
    driverId: idSchema.optional(),
    /**
     * The original REST call: it cannot go online, so a driver who never set an availability becomes available, and
     * its time is refused where no wrong clock explains it.
     */
    bringsOnline: z.boolean().optional(),
  }),
  refusals: [
    "UNAUTHENTICATED",
    "DRIVER_NOT_FOUND",
    "SESSION_TAKEN_OVER",
    "OUTSIDE_SERVICE_AREA",
    "TIMESTAMP_IN_FUTURE",
    "TIMESTAMP_TOO_OLD",
    "POSITION_INACCURATE",
    "IMPLAUSIBLE_MOVEMENT",
  ],
  async run(ctx: LiveContext, actor, input): Promise<{ accepted: true }> {
    const driverId = pingedDriver(actor, input.driverId);
    const misdated =
      input.bringsOnline === true && input.recordedAt != null
        ? validateTimestamp(input.recordedAt, ctx.clock().getTime())
        : null;
    const refusal = misdated ?? (await ctx.pingIntake.offer(actor, [{ driverId, fix: input }]))[0];
    if (refusal != null) throw new DomainError(refusal.code, refusal.message);
    if (input.bringsOnline === true) await goOnlineByPosting(ctx, actor, driverId);
    return { accepted: true };
  },
});
