import type { JobPayload } from "@atlas/queue/catalog";
import type { ServiceContext } from "../context.ts";

/** Ends an offer whose countdown has run out and asks the next candidate. True when it was still pending. */
export async function expireOffer(_ctx: ServiceContext, _job: JobPayload<"offer-expiry">): Promise<boolean> {
  throw new Error("not built yet");
}
