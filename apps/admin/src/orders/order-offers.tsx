"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Distance, Duration, Instant } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

type OfferRow = RouterOutputs["order"]["timeline"]["offers"][number];

const TONES: Record<OfferRow["status"], Tone> = {
  PENDING: "warn",
  ACCEPTED: "go",
  DECLINED: "stop",
  TIMED_OUT: "stop",
  WITHDRAWN: "neutral",
};

export function OrderOffers({ offers }: { readonly offers: readonly OfferRow[] }): ReactNode {
  const t = useTranslations();
  if (offers.length === 0) return <p className="text-sm text-muted">{t("orders.noOffers")}</p>;
  return (
    <ul className="flex flex-col divide-y divide-line text-sm">
      {offers.map((offer) => (
        <li key={offer.offerId} className="flex items-center justify-between gap-3 py-2 first:pt-0 last:pb-0">
          <div className="min-w-0">
            <p className="truncate font-semibold">{offer.driverName}</p>
            <p className="text-muted">
              <Distance metres={offer.pickupDistanceM} /> · <Duration seconds={offer.pickupEtaS} /> ·{" "}
              <Instant at={offer.offeredAt} format="time" />
              {offer.remainingS === null ? "" : ` · ${t("orders.nextTrip")}`}
            </p>
          </div>
          <Badge tone={TONES[offer.status]}>{t(`orders.offerStatus.${offer.status}`)}</Badge>
        </li>
      ))}
    </ul>
  );
}
