"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { Button } from "@atlas/ui/button";
import { Notice } from "@atlas/ui/notice";
import { Money, RelativeTime } from "@atlas/ui/figures";
import { formatDuration, formatInstant } from "@atlas/ui/format";
import { Sheet } from "@atlas/ui/sheet";
import { StatusChip, statusOf } from "@atlas/ui/status-chip";
import { StepHeading } from "@atlas/ui/step-heading";
import { TripNote } from "@atlas/ui/trip-note";
import { useNow } from "@atlas/ui/use-now";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { TripEnds } from "../plan/trip-ends.tsx";
import type { Order } from "../views.ts";
import { DriverCard } from "./driver-card.tsx";
import { dropoffEtaS, pickupEtaS } from "./eta.ts";
import { StartPin } from "./start-pin.tsx";
import { TripCheck } from "./trip-check.tsx";
import type { DriverPosition } from "./use-driver-position.ts";
import { useQueuedPickup } from "./use-queued-pickup.ts";
import { WaitingNotice } from "./waiting-notice.tsx";

interface OnTheWayPanelProps {
  readonly order: Order;
  readonly position: DriverPosition | null;
  readonly onCancel: () => void;
}

const STALE_MS = 30_000;

/** From the match to the destination: how long still, who drives, what to recognise, the PIN. */
export function OnTheWayPanel({ order, position, onCancel }: OnTheWayPanelProps): ReactNode {
  const t = useTranslations();
  const title = useTitle(order, position);
  const isBefore = order.status !== "STARTED";
  return (
    <Sheet
      label={t(`ui.status.${statusOf(order)}`)}
      header={
        <div className="flex flex-col gap-2" aria-live="polite">
          <StatusChip status={statusOf(order)} />
          <StepHeading
            title={<span className="text-2xl font-extrabold tracking-tight">{title.main}</span>}
            hint={title.hint}
          />
        </div>
      }
      footer={
        isBefore ? (
          <Button isWide onClick={onCancel}>
            {t("trip.cancel")}
          </Button>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-4">
        <TripCheck order={order} />
        {position && position.ageMs > STALE_MS ? (
          <p className="text-sm font-medium text-warn">
            {t("trip.lastSeen")} <RelativeTime at={position.recordedAt} />
          </p>
        ) : null}
        <WaitingNotice order={order} />
        {order.isQueued ? <Notice>{t("trip.queuedNote")}</Notice> : null}
        {order.driver ? <DriverCard driver={order.driver} isAwaited={isBefore} /> : null}
        {isBefore && order.startPin ? <StartPin pin={order.startPin} /> : null}
        <TripEnds pickup={order.pickup} dropoff={order.dropoff} />
        {order.note === null ? null : <TripNote label={t("trip.yourNote")} note={order.note} />}
        <p className="flex items-center justify-between border-t border-line pt-3">
          <span className="text-muted">{t(`ui.payment.${order.paymentMethod}`)}</span>
          <span className="text-lg font-bold">
            <Money minor={order.cashToCollectMinor ?? order.fareMinor} currency={order.currency} />
          </span>
        </p>
      </div>
    </Sheet>
  );
}

interface Title {
  readonly main: string;
  readonly hint: string | undefined;
}

function useTitle(order: Order, position: DriverPosition | null): Title {
  const t = useTranslations("trip");
  const locale = useLocale();
  const timeZone = useTimeZone();
  const now = useNow(10_000);
  const name = order.driver?.name.split(/\s+/)[0] ?? "";
  const queuedPickup = useQueuedPickup(order);
  if (order.isQueued) {
    const hint = t("queuedHint", { name });
    if (queuedPickup === null) return { main: t("queued", { name }), hint };
    const time = formatDuration(queuedPickup.pickupEtaS, locale);
    return { main: t(queuedPickup.isLive ? "awayIn" : "awayInAbout", { name, time }), hint };
  }
  if (order.status === "ARRIVED" && order.arrival !== null) {
    const { proof, lostReason } = order.arrival;
    if (lostReason !== null) return { main: t(`lost.${lostReason}`, { name }), hint: t("lost.hint") };
    if (proof === "override") return { main: t("saysArrived", { name }), hint: t("saysArrivedHint") };
    return { main: t("arrived", { name }), hint: t("arrivedHint", { place: order.pickup.label }) };
  }
  const etaS = position ? (order.status === "MATCHED" ? pickupEtaS : dropoffEtaS)(order, position) : null;
  if (order.status === "STARTED") {
    if (etaS === null) return { main: t("onTrip", { place: order.dropoff.label }), hint: undefined };
    const at = formatInstant(new Date(now.getTime() + etaS * 1000), "time", locale, timeZone);
    return {
      main: t("arrivingIn", { time: formatDuration(etaS, locale) }),
      hint: t("arrivingAt", { at, place: order.dropoff.label }),
    };
  }
  if (etaS === null) return { main: t("coming", { name }), hint: t("comingHint") };
  return {
    main: etaS < 45 ? t("almostThere", { name }) : t("awayIn", { name, time: formatDuration(etaS, locale) }),
    hint: t("meetAt", { place: order.pickup.label }),
  };
}
