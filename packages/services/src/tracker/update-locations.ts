import type { ErrorCode } from "@atlas/core/errors";
import { reportedFixSchema } from "@atlas/core/positions/reported-fix";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { LiveContext } from "./live-context.ts";
import type { DriverPing } from "./ping-intake.ts";
import { pingedDriver } from "./pinged-driver.ts";

const namedDriverSchema = z.object({ driverId: z.uuid().optional() });

/** One ping of a batch, as clients send it. Only services and admins name a driver. */
type SentPing = z.input<typeof reportedFixSchema> & { driverId?: string | undefined };

export interface UpdateLocationsView {
  readonly accepted: number;
  readonly rejected: { index: number; code: ErrorCode }[];
}

/**
 * Takes many pings at once, of an offline spell or of many drivers. Each is validated alone: one that does not parse or
 * cannot be believed is named in `rejected`, by index, and the rest is taken. When one belongs to another driver, none is.
 */
export const updateLocations = useCase({
  kind: "command",
  permission: "positions.report",
  isUnmetered: true,
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ pings: z.array(z.custom<SentPing>()).min(1).max(500) }),
  refusals: [],
  async run(ctx: LiveContext, actor, input): Promise<UpdateLocationsView> {
    const offered: DriverPing[] = [];
    const indexes: number[] = [];
    const rejected: { index: number; code: ErrorCode }[] = [];
    for (const [index, raw] of input.pings.entries()) {
      const fix = reportedFixSchema.safeParse(raw);
      const named = namedDriverSchema.safeParse(raw);
      if (!fix.success || !named.success) {
        rejected.push({ index, code: fix.success ? "INVALID_INPUT" : refusalOfIssue(fix.error) });
        continue;
      }
      offered.push({ driverId: pingedDriver(actor, named.data.driverId), fix: fix.data });
      indexes.push(index);
    }
    const refusals = await ctx.pingIntake.offer(actor, offered);
    let accepted = 0;
    for (const [position, refusal] of refusals.entries()) {
      if (refusal === null) accepted += 1;
      else rejected.push({ index: indexes[position] ?? -1, code: refusal.code });
    }
    return { accepted, rejected: rejected.toSorted((a, b) => a.index - b.index) };
  },
});

function refusalOfIssue(error: z.ZodError): ErrorCode {
  const isAboutPlace = error.issues.some(({ path }) => path[0] === "lat" || path[0] === "lng");
  return isAboutPlace ? "INVALID_COORDINATES" : "INVALID_INPUT";
}
