import type { JobPayload } from "@atlas/queue/catalog";
import type { ServiceContext } from "../context.ts";

/** What a matching round did for an order. */
export type MatchOutcome = "offered" | "matched" | "waiting" | "expired" | "nothing-to-do";

/** One matching round for one order: finds, ranks and reserves the next driver. Safe to repeat. */
export async function matchOrder(_ctx: ServiceContext, _job: JobPayload<"ride-dispatch">): Promise<MatchOutcome> {
  throw new Error("not built yet");
}
