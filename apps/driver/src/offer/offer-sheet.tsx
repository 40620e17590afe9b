"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { classNames } from "@atlas/ui/class-names";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { useLocale } from "@atlas/ui/client/use-locale";
import { CountdownRing } from "@atlas/ui/countdown-ring";
import { Distance, Duration, Money } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { RatingMark } from "@atlas/ui/rating";
import { toast } from "@atlas/ui/toast";
import { TripNote } from "@atlas/ui/trip-note";
import { useMutation } from "@tanstack/react-query";
import { Banknote, WalletMinimal } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode, type RefObject } from "react";
import { useTranslations } from "use-intl";

import { useAlertSettings } from "../alerts/alert-settings.ts";
import { startOfferAlert } from "../alerts/offer-alert.ts";
import { RAIL_PX } from "../shell/sections.ts";
import { Leg } from "../trip/leg.tsx";
import type { OfferView, OrderView } from "../views.ts";
import type { OfferCover } from "./offer-context.ts";

interface OfferSheetProps {
  readonly offer: OfferView;
  /** Called with how much of the map the panel covers. */
  readonly onCover: (cover: OfferCover) => void;
  readonly onResponding: () => void;
  readonly onResponded: () => void;
  /** Takes the accepted trip in hand at once; a next trip has a place of its own. */
  readonly onTaken: (order: OrderView) => void;
}

/** One offer: how far, where to, what it pays, and two buttons. Everything is readable at arm's length. */
export function OfferSheet({ offer, onCover, ...callbacks }: OfferSheetProps): ReactNode {
  const t = useTranslations("offer");
  const titleId = useId();
  const ref = useRef<HTMLDivElement>(null);
  const { accept, decline } = useResponses(offer.offerId, callbacks);
  useOfferAlert(!accept.isPending && !decline.isPending);
  useEffect(() => ref.current?.focus(), []);
  useCover(ref, onCover);

  const durationMs = Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt);
  return (
    <div
      ref={ref}
      role="alertdialog"
      aria-modal="true"
      aria-labelledby={titleId}
      tabIndex={-1}
      className="fixed inset-x-0 bottom-0 z-30 flex max-h-[80dvh] flex-col gap-4 overflow-y-auto rounded-t-card border border-line bg-surface px-5 pt-5 pb-safe shadow-float outline-none md:inset-y-4 md:right-auto md:left-28 md:max-h-none md:w-[440px] md:justify-between md:rounded-card md:p-8"
    >
      <div className="flex items-center justify-between gap-4">
        <div className="flex flex-col gap-1">
          <h2 id={titleId} className="text-lg font-semibold text-muted">
            {t(offer.isNextTrip ? "nextTitle" : "title")}
          </h2>
          <p className="text-3xl font-extrabold">
            <Money minor={offer.driverEarningsMinor} currency={offer.currency} />
          </p>
          <p className="text-sm font-semibold text-muted">{t("earn")}</p>
        </div>
        <CountdownRing endsAt={offer.expiresAt} durationMs={durationMs} size={92} />
      </div>
      {offer.isNextTrip ? <Notice tone="info">{t("nextHint")}</Notice> : null}
      <OfferFacts offer={offer} />
      <div className="flex flex-col gap-3">
        <Leg kind="pickup" label={offer.pickup.label}>
          <Duration seconds={offer.pickupEtaS} /> · <Distance metres={offer.pickupDistanceM} />
        </Leg>
        <Leg kind="dropoff" label={offer.dropoff.label}>
          <Duration seconds={offer.durationS} /> · <Distance metres={offer.distanceM} />
        </Leg>
      </div>
      {offer.note === null ? null : <TripNote label={t("note")} note={offer.note} />}
      <div className="flex flex-col gap-2">
        <Button
          variant="primary"
          size="xl"
          isWide
          className="min-h-20"
          isBusy={accept.isPending}
          disabled={decline.isPending}
          onClick={() => accept.mutate({ offerId: offer.offerId })}
        >
          {t("accept")}
        </Button>
        <Button
          variant="quiet"
          size="lg"
          isWide
          isBusy={decline.isPending}
          disabled={accept.isPending}
          onClick={() => decline.mutate({ offerId: offer.offerId })}
        >
          {t("decline")}
        </Button>
      </div>
    </div>
  );
}

/** The panel lies at the bottom of a phone, and beside the rail of sections on a larger screen. */
function useCover(ref: RefObject<HTMLElement | null>, onCover: (cover: OfferCover) => void): void {
  useEffect(() => {
    const panel = ref.current;
    if (!panel) return;
    const observer = new ResizeObserver(() => {
      const { top, right, width } = panel.getBoundingClientRect();
      const isAcross = width >= innerWidth;
      onCover(isAcross ? { bottom: innerHeight - top, left: 0 } : { bottom: 0, left: right - RAIL_PX });
    });
    observer.observe(panel);
    return () => observer.disconnect();
  }, [ref, onCover]);
}

function OfferFacts({ offer }: { readonly offer: OfferView }): ReactNode {
  const t = useTranslations("offer");
  const words = useTranslations("ui");
  const locale = useLocale();
  const fare = formatMoney(offer.fareMinor, offer.currency, locale);
  const isCash = offer.paymentMethod === "cash";
  const Icon = isCash ? Banknote : WalletMinimal;
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2 font-semibold">
      <span className={classNames("flex items-center gap-2", isCash ? "text-warn" : "text-go")}>
        <Icon size={20} aria-hidden="true" />
        {words(`payment.${offer.paymentMethod}`)}
      </span>
      <span>{t("fare", { amount: fare })}</span>
      <span className="flex items-center gap-2">
        {offer.riderName}
        {offer.riderRating === null ? null : <RatingMark rating={offer.riderRating} />}
      </span>
    </div>
  );
}

function useResponses(
  offerId: string,
  { onResponding, onResponded, onTaken }: Pick<OfferSheetProps, "onResponding" | "onResponded" | "onTaken">,
) {
  const rpc = useRpc();
  const t = useTranslations("offer");
  const errorText = useErrorText();
  const showError = (error: unknown): void => {
    toast.error(errorText(error), { id: offerId });
    onResponded();
  };
  const accept = useMutation(
    rpc.dispatch.accept.mutationOptions({
      onMutate: onResponding,
      onSuccess: ({ order }) => {
        // The running trip stays in hand.
        if (order.isQueued) toast(t("nextTaken"));
        else onTaken(order);
        onResponded();
      },
      onError: showError,
    }),
  );
  const decline = useMutation(
    rpc.dispatch.decline.mutationOptions({ onMutate: onResponding, onSuccess: onResponded, onError: showError }),
  );
  return { accept, decline };
}

function useOfferAlert(isWaiting: boolean): void {
  const settings = useAlertSettings();
  useEffect(() => (isWaiting ? startOfferAlert(settings) : undefined), [isWaiting, settings]);
}
