import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import type { Ping } from "@atlas/core/ping";
import { goOnlineByPosting } from "./go-online-by-posting.ts";
import type { LiveContext } from "./live-context.ts";
import { pingedDriver } from "./pinged-driver.ts";

export interface UpdateLocationInput extends Ping {
  /** Only for services and admins, who must name the driver. */
  readonly driverId?: string | undefined;
  /** The original REST call has no way to go online: a driver who never set an availability becomes available. */
  readonly bringsOnline?: boolean;
}

/**
 * Takes one ping of a driver. Answers once it is validated and buffered; it is on the map some milliseconds later.
 * @throws DomainError FORBIDDEN, DRIVER_NOT_FOUND, RATE_LIMITED, OUTSIDE_SERVICE_AREA or a code of `validatePing`
 */
export async function updateLocation(
  ctx: LiveContext,
  actor: Actor,
  input: UpdateLocationInput,
): Promise<{ accepted: true }> {
  const driverId = pingedDriver(actor, input.driverId);
  const [refusal] = await ctx.pingIntake.offer([{ driverId, ping: input }]);
  if (refusal != null) throw new DomainError(refusal.code, refusal.message);
  if (input.bringsOnline === true) await goOnlineByPosting(ctx, driverId);
  return { accepted: true };
}
