import type { Actor } from "@atlas/core/actor";
import type { ErrorCode } from "@atlas/core/errors";
import { pingSchema } from "@atlas/core/ping";
import { z } from "zod";
import type { LiveContext } from "./live-context.ts";
import type { DriverPing } from "./ping-intake.ts";
import { pingedDriver } from "./pinged-driver.ts";

const namedDriverSchema = z.object({ driverId: z.uuid().optional() });

export interface UpdateLocationsInput {
  /** 1 to 500 pings as clients send them (`pingSchema`, with `driverId` from services and admins). */
  readonly pings: readonly unknown[];
}

export interface UpdateLocationsView {
  readonly accepted: number;
  readonly rejected: { index: number; code: ErrorCode }[];
}

/**
 * Takes many pings at once, of an offline spell or of many drivers. Each is judged alone: one that does not parse or
 * cannot be believed is named in `rejected`, by index, and the rest is taken.
 * @throws DomainError FORBIDDEN when a ping belongs to another driver; then none is taken
 */
export async function updateLocations(
  ctx: LiveContext,
  actor: Actor,
  input: UpdateLocationsInput,
): Promise<UpdateLocationsView> {
  const offered: DriverPing[] = [];
  const indexes: number[] = [];
  const rejected: { index: number; code: ErrorCode }[] = [];
  for (const [index, raw] of input.pings.entries()) {
    const ping = pingSchema.safeParse(raw);
    const named = namedDriverSchema.safeParse(raw);
    if (!ping.success || !named.success) {
      rejected.push({ index, code: ping.success ? "INVALID_INPUT" : refusalOfIssue(ping.error) });
      continue;
    }
    offered.push({ driverId: pingedDriver(actor, named.data.driverId), ping: ping.data });
    indexes.push(index);
  }
  const refusals = await ctx.pingIntake.offer(offered);
  let accepted = 0;
  for (const [position, refusal] of refusals.entries()) {
    if (refusal === null) accepted += 1;
    else rejected.push({ index: indexes[position] ?? -1, code: refusal.code });
  }
  return { accepted, rejected: rejected.toSorted((a, b) => a.index - b.index) };
}

function refusalOfIssue(error: z.ZodError): ErrorCode {
  const isAboutPlace = error.issues.some(({ path }) => path[0] === "lat" || path[0] === "lng");
  return isAboutPlace ? "INVALID_COORDINATES" : "INVALID_INPUT";
}
