"use client";
import { Button } from "@atlas/ui/button";
import { CountdownRing } from "@atlas/ui/countdown-ring";
import { Money } from "@atlas/ui/figures";
import { Sheet } from "@atlas/ui/sheet";
import { StepHeading } from "@atlas/ui/step-heading";
import { TripNote } from "@atlas/ui/trip-note";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { NotificationOffer } from "../notifications/notification-offer.tsx";
import { TripEnds } from "../plan/trip-ends.tsx";
import type { Order } from "../views.ts";

interface SearchingPanelProps {
  readonly order: Order;
  readonly onCancel: () => void;
}

/** While a driver is looked for: how long it may still take, and a button to cancel. */
export function SearchingPanel({ order, onCancel }: SearchingPanelProps): ReactNode {
  const t = useTranslations();
  const startedAt = order.requestedAt ?? order.createdAt;
  const durationMs = order.searchEndsAt ? new Date(order.searchEndsAt).getTime() - new Date(startedAt).getTime() : 0;
  return (
    <Sheet
      label={t("trip.searchingTitle")}
      header={
        <StepHeading
          title={t("trip.searchingTitle")}
          hint={t("trip.searchingHint")}
          trailing={
            order.searchEndsAt ? <CountdownRing endsAt={order.searchEndsAt} durationMs={durationMs} size={64} /> : null
          }
        />
      }
      footer={
        <Button isWide size="lg" onClick={onCancel}>
          {t("trip.cancel")}
        </Button>
      }
    >
      <div className="flex flex-col gap-2">
        <TripEnds pickup={order.pickup} dropoff={order.dropoff} />
        {order.note === null ? null : <TripNote label={t("trip.yourNote")} note={order.note} />}
        <p className="flex items-center justify-between border-t border-line pt-3">
          <span className="text-muted">
            {t(`ui.vehicle.${order.vehicleType}`)} · {t(`ui.payment.${order.paymentMethod}`)}
          </span>
          <span className="text-xl font-extrabold">
            <Money minor={order.fareMinor} currency={order.currency} />
          </span>
        </p>
        {order.paymentMethod === "wallet" ? <p className="text-sm text-muted">{t("trip.heldNote")}</p> : null}
        <NotificationOffer />
      </div>
    </Sheet>
  );
}
