import { useRpc } from "@atlas/features/rpc";
import { useLive } from "@atlas/features/use-live";
import { useNow } from "@atlas/ui/use-now";

import type { OfferView } from "../views.ts";

/** The offer that waits for this driver's response, until it expires; null when there is none. */
export function usePendingOffer(): OfferView | null {
  const rpc = useRpc();
  const offer = useLive(rpc.dispatch.offers.subscriptionOptions()).data ?? null;
  const now = useNow(500);
  if (offer === null || offer.status !== "PENDING") return null;
  return Date.parse(offer.expiresAt) > now.getTime() ? offer : null;
}
