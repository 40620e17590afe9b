import type { SpoofSigns } from "@atlas/core/flags/spoofed-trip";
import type { ServiceContext } from "../context.ts";
import type { UnitOfWork } from "../messaging/in-transaction.ts";
import { type AlertSubject, raiseAlert } from "./raise-alert.ts";

/** Flags a trip whose positions cannot all be true, once. */
export async function raiseSpoofedTrip(
  tx: UnitOfWork,
  ctx: Pick<ServiceContext, "newId" | "clock">,
  { about, signs }: { readonly about: AlertSubject; readonly signs: SpoofSigns },
): Promise<void> {
  const finding = { kind: "spoofed-trip" as const, details: signs };
  await raiseAlert(tx, ctx, { about, finding, episodeKey: `spoofed-trip:${about.orderId}`, passedAt: ctx.clock() });
}
