import type { Actor } from "@atlas/core/actor";
import type { ServiceContext } from "../context.ts";
import type { OfferView } from "./offer-view.ts";

/** The offer that the driver may answer now, or null. */
export async function currentOffer(_ctx: ServiceContext, _actor: Actor): Promise<OfferView | null> {
  throw new Error("not built yet");
}
