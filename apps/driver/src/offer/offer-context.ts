import { createContext, use } from "react";

import type { OfferView } from "../views.ts";

/** How much of the screen the offer's panel lies over, pixels per edge. */
export interface OfferCover {
  readonly bottom: number;
  readonly left: number;
}

export const NO_COVER: OfferCover = { bottom: 0, left: 0 };

interface OfferContextValue {
  /** The offer in sight, if there is one. */
  readonly offer: OfferView | null;
  readonly cover: OfferCover;
}

export const OfferContext = createContext<OfferContextValue>({ offer: null, cover: NO_COVER });

/** The offer that lies over the map now. */
export function useOfferInSight(): OfferContextValue {
  return use(OfferContext);
}
