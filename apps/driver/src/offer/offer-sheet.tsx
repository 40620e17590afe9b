"use client";
import { Button } from "@atlas/ui/button";
import { classNames } from "@atlas/ui/class-names";
import { useErrorText } from "@atlas/ui/client/use-error-text";
import { useLocale } from "@atlas/ui/client/use-locale";
import { CountdownRing } from "@atlas/ui/countdown-ring";
import { Distance, Duration, Money } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { RatingMark } from "@atlas/ui/rating";
import { toast } from "@atlas/ui/toast";
import { useMutation } from "@tanstack/react-query";
import { Banknote, WalletMinimal } from "lucide-react";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useAlertSettings } from "../alerts/alert-settings.ts";
import { startOfferAlert } from "../alerts/offer-alert.ts";
import { useDrive } from "../drive/drive-context.ts";
import { useRpc } from "../rpc.ts";
import { Leg } from "../trip/leg.tsx";
import type { OfferView } from "../views.ts";
import { OfferMap } from "./offer-map.tsx";

interface OfferSheetProps {
  readonly offer: OfferView;
  readonly onAnswering: () => void;
  readonly onAnswered: () => void;
}

/** One offer: how far, where to, what it pays, and two answers. Everything is readable at arm's length. */
export function OfferSheet({ offer, onAnswering, onAnswered }: OfferSheetProps): ReactNode {
  const t = useTranslations("offer");
  const titleId = useId();
  const ref = useRef<HTMLDivElement>(null);
  const { accept, decline } = useAnswers(offer.offerId, { onAnswering, onAnswered });
  useOfferAlert(!accept.isPending && !decline.isPending);
  useEffect(() => ref.current?.focus(), []);

  const durationMs = Date.parse(offer.expiresAt) - Date.parse(offer.offeredAt);
  return (
    <div
      ref={ref}
      role="alertdialog"
      aria-modal="true"
      aria-labelledby={titleId}
      tabIndex={-1}
      className="fixed inset-0 z-20 flex animate-sheet-in flex-col-reverse bg-surface outline-none md:flex-row"
    >
      <div className="relative flex shrink-0 flex-col gap-4 overflow-y-auto px-5 pt-4 pb-safe shadow-float md:w-[440px] md:justify-between md:p-8">
        <div className="flex items-center justify-between gap-4">
          <div className="flex flex-col gap-1">
            <h2 id={titleId} className="text-lg font-semibold text-muted">
              {t("title")}
            </h2>
            <p className="text-3xl font-extrabold">
              <Money minor={offer.driverEarningsMinor} currency={offer.currency} />
            </p>
            <p className="text-sm font-semibold text-muted">{t("earn")}</p>
          </div>
          <CountdownRing endsAt={offer.expiresAt} durationMs={durationMs} size={92} />
        </div>
        <OfferFacts offer={offer} />
        <div className="flex flex-col gap-3">
          <Leg kind="pickup" label={offer.pickup.label}>
            <Duration seconds={offer.pickupEtaS} /> · <Distance metres={offer.pickupDistanceM} />
          </Leg>
          <Leg kind="dropoff" label={offer.dropoff.label}>
            <Duration seconds={offer.durationS} /> · <Distance metres={offer.distanceM} />
          </Leg>
        </div>
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
      <div className="relative min-h-0 grow basis-40">
        <OfferMap offer={offer} />
      </div>
    </div>
  );
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

function useAnswers(offerId: string, { onAnswering, onAnswered }: Omit<OfferSheetProps, "offer">) {
  const rpc = useRpc();
  const { applyOrder } = useDrive();
  const errorText = useErrorText();
  const tell = (error: unknown): void => {
    toast.error(errorText(error), { id: offerId });
    onAnswered();
  };
  const accept = useMutation(
    rpc.dispatch.accept.mutationOptions({
      onMutate: onAnswering,
      onSuccess: ({ order }) => {
        applyOrder(order);
        onAnswered();
      },
      onError: tell,
    }),
  );
  const decline = useMutation(
    rpc.dispatch.decline.mutationOptions({ onMutate: onAnswering, onSuccess: onAnswered, onError: tell }),
  );
  return { accept, decline };
}

function useOfferAlert(isWaiting: boolean): void {
  const settings = useAlertSettings();
  useEffect(() => (isWaiting ? startOfferAlert(settings) : undefined), [isWaiting, settings]);
}
