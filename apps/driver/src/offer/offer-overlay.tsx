"use client";
import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import { toast } from "@atlas/ui/toast";
import { usePathname, useRouter } from "next/navigation";
import { use, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import type { OfferView } from "../views.ts";
import { NO_COVER, OfferContext } from "./offer-context.ts";
import { OfferSheet } from "./offer-sheet.tsx";
import { usePendingOffer } from "./use-pending-offer.ts";

/** Lays an offer over the map, whichever section was open; what lies below cannot be reached until it is accepted, declined or gone. */
export function OfferOverlay({ children }: { readonly children: ReactNode }): ReactNode {
  const { applyOrder } = useDrive();
  const pending = usePendingOffer();
  const [responding, setResponding] = useState<OfferView | null>(null);
  const [respondedId, setRespondedId] = useState<string | null>(null);
  // While a response is being sent the offer stays in sight, even when the subscription is quicker to take it away.
  const offer = responding ?? (pending?.offerId === respondedId ? null : pending);
  const [cover, setCover] = useState(NO_COVER);
  useLostOfferNotice(offer, respondedId);
  useMapForOffer(offer !== null);
  const context = useMemo(() => ({ offer, cover }), [offer, cover]);

  return (
    <OfferContext value={context}>
      <div inert={offer !== null}>{children}</div>
      {offer === null ? null : (
        <OfferSheet
          key={offer.offerId}
          offer={offer}
          onCover={setCover}
          onTaken={applyOrder}
          onResponding={() => setResponding(offer)}
          onResponded={() => {
            setRespondedId(offer.offerId);
            setResponding(null);
          }}
        />
      )}
    </OfferContext>
  );
}

/** An offer is looked at on the map: from another section the driver is brought there. */
function useMapForOffer(hasOffer: boolean): void {
  const router = useRouter();
  const pathname = usePathname();
  useEffect(() => {
    if (hasOffer && pathname !== "/") router.push("/");
  }, [hasOffer, pathname, router]);
}

/** Says why an offer vanished to which the driver had not responded. */
function useLostOfferNotice(offer: OfferView | null, respondedId: string | null): void {
  const t = useTranslations("offer");
  const shownRef = useRef<OfferView | null>(null);
  const offsetMs = use(ClockOffsetContext) ?? 0;

  useEffect(() => {
    const shown = shownRef.current;
    shownRef.current = offer;
    if (shown === null || shown.offerId === offer?.offerId || shown.offerId === respondedId) return;
    toast(Date.now() + offsetMs >= Date.parse(shown.expiresAt) - 1_000 ? t("timedOut") : t("withdrawn"));
  }, [offer, respondedId, offsetMs, t]);
}
