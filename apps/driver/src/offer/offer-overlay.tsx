"use client";
import { toast } from "@atlas/ui/toast";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { OfferSheet } from "./offer-sheet.tsx";
import { usePendingOffer } from "./use-pending-offer.ts";

/** Lays an offer over whichever section is open; what lies below cannot be reached until it is answered or gone. */
export function OfferOverlay({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useTranslations("offer");
  const pending = usePendingOffer();
  const [answeredId, setAnsweredId] = useState<string | null>(null);
  const offer = pending !== null && pending.offerId !== answeredId ? pending : null;
  const shownRef = useRef<{ readonly offerId: string; readonly expiresAtMs: number } | null>(null);

  useEffect(() => {
    const shown = shownRef.current;
    shownRef.current = offer && { offerId: offer.offerId, expiresAtMs: Date.parse(offer.expiresAt) };
    if (shown === null || shown.offerId === offer?.offerId || shown.offerId === answeredId) return;
    toast(Date.now() >= shown.expiresAtMs - 1_000 ? t("timedOut") : t("withdrawn"));
  }, [offer, answeredId, t]);

  return (
    <>
      <div inert={offer !== null}>{children}</div>
      {offer === null ? null : (
        <OfferSheet key={offer.offerId} offer={offer} onAnswered={() => setAnsweredId(offer.offerId)} />
      )}
    </>
  );
}
