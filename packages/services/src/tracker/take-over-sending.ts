import { DomainError } from "@atlas/core/errors";
import { drivers } from "@atlas/db/schema/drivers";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { claimSending } from "./live-map/sending-phone.ts";
import type { SendingPhoneView } from "./sending-phone.ts";

/** From now on the driver's positions are those of the phone that asks; another one of theirs that sends is notified. */
export const takeOverSending = useCase({
  kind: "command",
  permission: "drivers.work",
  within: {},
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({}),
  refusals: ["DRIVER_NOT_FOUND"],
  async run(ctx: ServiceContext, actor): Promise<SendingPhoneView> {
    const driverId = actor.userId;
    const [driver] = await ctx.db.select({ cityId: drivers.cityId }).from(drivers).where(eq(drivers.id, driverId));
    if (driver === undefined) throw new DomainError("DRIVER_NOT_FOUND", "You are no driver.");
    if (actor.sessionId !== undefined) {
      await claimSending(ctx, actor.sessionId, { driverId, cityId: driver.cityId, isExplicit: true });
    }
    return { isTakenOver: false };
  },
});
