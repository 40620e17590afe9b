"use client";
import { isAssignedStatus, type AssignedStatus } from "@atlas/core/order-status";
import { useRestriction } from "@atlas/features/use-restriction";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Distance, Duration } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { RestrictionNotice } from "@atlas/ui/restriction-notice";
import { Sheet } from "@atlas/ui/sheet";
import { TripNote } from "@atlas/ui/trip-note";
import { Banknote, Navigation, WalletMinimal } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import { BackgroundNotice, PhoneNotice } from "../drive/online-notices.tsx";
import { SharingLine, useSharingStatus } from "../drive/sharing-line.tsx";
import { isShared } from "../location/sharing-status.ts";
import type { OrderView } from "../views.ts";
import { CancelDialog } from "./cancel-dialog.tsx";
import { Leg } from "./leg.tsx";
import { mapAppUrl } from "./map-app-url.ts";
import { MoreTripsSwitch } from "./more-trips-switch.tsx";
import { NextTripCard } from "./next-trip-card.tsx";
import { splitPlaceName } from "./place-name.ts";
import { TripAction } from "./trip-action.tsx";
import { TurnBanner } from "./turn-banner.tsx";
import type { Guidance } from "./use-guidance.ts";
import { WaitingTime } from "./waiting-time.tsx";

interface TripSheetProps {
  readonly order: OrderView;
  readonly guidance: Guidance;
}

/** A trip under way: who and where in large letters, and one next step. */
export function TripSheet({ order, guidance }: TripSheetProps): ReactNode {
  const t = useTranslations("trip");
  const [isCancelling, setIsCancelling] = useState(false);
  const { progress } = guidance;
  const { next } = useDrive();
  const restriction = useRestriction();
  return (
    <>
      {progress?.nextTurn ? <TurnBanner turn={progress.nextTurn} /> : null}
      <Sheet
        label={t("panel")}
        header={<TripHeader order={order} guidance={guidance} />}
        footer={<TripAction order={order} />}
      >
        <div className="flex flex-col gap-3">
          {restriction === null ? null : <RestrictionNotice {...restriction} />}
          <SharingWarning />
          <PhoneNotice />
          <BackgroundNotice />
          {order.status === "ARRIVED" ? <WaitingTime order={order} /> : null}
          {order.status === "STARTED" ? null : (
            <>
              <Leg kind="pickup" label={order.pickup.label} />
              {order.note === null ? null : <TripNote label={t("note")} note={order.note} />}
              <Leg kind="dropoff" label={order.dropoff.label} />
            </>
          )}
          <PaymentLine order={order} />
          <div className="grid auto-cols-fr grid-flow-col gap-2">
            <Button asChild>
              <a
                href={mapAppUrl(order.status === "STARTED" ? order.dropoff : order.pickup, navigator.userAgent)}
                target="_blank"
                rel="noreferrer"
                title={t("navigateHint")}
              >
                <Navigation size={20} aria-hidden="true" />
                {t("navigate")}
              </a>
            </Button>
            {order.status === "STARTED" || !isAssignedStatus(order.status) ? null : (
              <Button variant="danger" onClick={() => setIsCancelling(true)}>
                {t("cancel")}
              </Button>
            )}
          </div>
          {next ? <NextTripCard order={next} /> : null}
          {order.status === "STARTED" && restriction === null ? <MoreTripsSwitch /> : null}
        </div>
      </Sheet>
      <CancelDialog order={order} isOpen={isCancelling} onClose={() => setIsCancelling(false)} />
    </>
  );
}

function TripHeader({ order, guidance }: TripSheetProps): ReactNode {
  const t = useTranslations("trip");
  const name = order.riderName;
  const { progress, isEstimate } = guidance;
  const stop = splitPlaceName(order.status === "STARTED" ? order.dropoff.label : order.pickup.label);
  const title =
    order.status === "STARTED"
      ? t("takeTo", { place: stop.name })
      : order.status === "ARRIVED"
        ? t("waitFor", { name })
        : t("pickUp", { name });
  return (
    <div className="flex items-end justify-between gap-4">
      <div className="min-w-0">
        <StageBadge status={order.status} />
        <h1 className="mt-1.5 line-clamp-2 text-xl font-bold">{title}</h1>
        {order.status === "STARTED" ? <p className="truncate text-muted">{stop.detail}</p> : null}
      </div>
      {progress ? (
        <p className="shrink-0 text-right">
          <span className="block text-2xl font-extrabold">
            <Duration seconds={progress.remainingS} />
          </span>
          <span className="font-semibold text-muted">
            <Distance metres={progress.remainingM} isEstimate={isEstimate} />
          </span>
        </p>
      ) : null}
    </div>
  );
}

const STAGES: { readonly [Status in AssignedStatus]: Tone } = { MATCHED: "info", ARRIVED: "action", STARTED: "go" };

/** Where in the trip the driver is, in the driver's own words. */
function StageBadge({ status }: { readonly status: OrderView["status"] }): ReactNode {
  const t = useTranslations("trip.stage");
  return isAssignedStatus(status) ? <Badge tone={STAGES[status]}>{t(status)}</Badge> : null;
}

/** Silent while all is well: on a trip only what is wrong deserves a glance. */
function SharingWarning(): ReactNode {
  const status = useSharingStatus();
  return isShared(status) ? null : <SharingLine status={status} />;
}

function PaymentLine({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trip");
  const locale = useLocale();
  const isCash = order.paymentMethod === "cash";
  const amount = formatMoney(
    order.cashToCollectMinor ?? order.finalFareMinor ?? order.fareMinor,
    order.currency,
    locale,
  );
  const Icon = isCash ? Banknote : WalletMinimal;
  return (
    <p className="flex items-center gap-3 font-semibold">
      <Icon size={18} aria-hidden="true" className={isCash ? "shrink-0 text-warn" : "shrink-0 text-go"} />
      {isCash ? t("collect", { amount }) : t("paidByWallet")}
    </p>
  );
}
