"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Badge } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { ChoiceList } from "@atlas/ui/choice-list";
import { ErrorState } from "@atlas/ui/error-state";
import { Distance, Duration, Money } from "@atlas/ui/figures";
import { formatDuration, formatMoney } from "@atlas/ui/format";
import { Sheet } from "@atlas/ui/sheet";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { StepHeading } from "@atlas/ui/step-heading";
import type { UseQueryResult } from "@tanstack/react-query";
import Link from "next/link";
import type { Dispatch, ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useIsStranger } from "../use-is-stranger.ts";
import type { City, Price } from "../views.ts";
import { keepPlan } from "./kept-plan.ts";
import { planAfter, type Plan, type PlanAction } from "./plan.ts";
import { TripEnds } from "./trip-ends.tsx";
import { VehicleIcon } from "./vehicle-icon.tsx";

interface ChooseStepProps {
  readonly plan: Plan;
  readonly city: City | null;
  readonly quotes: UseQueryResult<readonly Price[], unknown>;
  readonly dispatch: Dispatch<PlanAction>;
}

/** Which vehicle, with its binding price and how soon it can be there. */
export function ChooseStep({ plan, city, quotes, dispatch }: ChooseStepProps): ReactNode {
  const t = useTranslations();
  const locale = useLocale();
  const isStranger = useIsStranger();
  const chosen = quotes.data?.find((quote) => quote.vehicleType === plan.vehicleType);
  return (
    <Sheet
      label={t("plan.chooseTitle")}
      header={
        <StepHeading
          title={t("plan.chooseTitle")}
          hint={
            chosen ? (
              <>
                <Distance metres={chosen.distanceM} isEstimate={chosen.isEstimate} /> ·{" "}
                <Duration seconds={chosen.durationS} />
              </>
            ) : undefined
          }
          onBack={() => dispatch({ type: "back" })}
        />
      }
      footer={
        isStranger ? (
          <BookFirst plan={plan} price={chosen ?? null} />
        ) : (
          <Button variant="primary" size="lg" isWide disabled={!chosen} onClick={() => dispatch({ type: "continue" })}>
            {t("plan.continue")}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-3">
        {plan.pickup && plan.dropoff ? (
          <TripEnds pickup={plan.pickup} dropoff={plan.dropoff} onEdit={(end) => dispatch({ type: "search", end })} />
        ) : null}
        {quotes.isPending ? (
          <SkeletonRows rows={2} label={t("plan.pricing")} />
        ) : quotes.isError ? (
          <ErrorState error={quotes.error} onRetry={() => void quotes.refetch()} />
        ) : (
          <ChoiceList
            label={t("plan.rideType")}
            value={plan.vehicleType}
            onChange={(vehicleType) => dispatch({ type: "vehicle", vehicleType })}
            choices={quotes.data.map((quote) => ({
              value: quote.vehicleType,
              label: `${t(`ui.vehicle.${quote.vehicleType}`)}, ${formatMoney(quote.fareMinor, quote.currency, locale)}`,
              content: <RideChoice quote={quote} capacity={capacityOf(city, quote)} />,
            }))}
          />
        )}
        {chosen?.isEstimate ? <p className="text-sm text-muted">{t("plan.estimateNote")}</p> : null}
        <p className="text-sm text-muted">{t(isStranger ? "plan.priceNow" : "plan.priceBinds")}</p>
      </div>
    </Sheet>
  );
}

interface BookFirstProps {
  readonly plan: Plan;
  readonly price: Price | null;
}

/** Books after the sign-in, to which it leads; the plan waits. */
function BookFirst({ plan, price }: BookFirstProps): ReactNode {
  const t = useTranslations("plan");
  if (price === null) {
    return (
      <Button variant="primary" size="lg" isWide disabled>
        {t("book")}
      </Button>
    );
  }
  return (
    <Button variant="primary" size="lg" isWide asChild>
      <Link href="/sign-in" onClick={() => keepPlan(planAfter(plan, { type: "continue" }))}>
        <span>
          {t("book")}
          {" · "}
          <Money minor={price.fareMinor} currency={price.currency} />
        </span>
      </Link>
    </Button>
  );
}

interface RideChoiceProps {
  readonly quote: Price;
  readonly capacity: number | null;
}

function RideChoice({ quote, capacity }: RideChoiceProps): ReactNode {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <span className="flex items-center gap-3">
      <span className="flex size-12 shrink-0 items-center justify-center rounded-full bg-sunken">
        <VehicleIcon vehicleType={quote.vehicleType} />
      </span>
      <span className="min-w-0 grow">
        <span className="flex items-center gap-2 font-bold">
          {t(`ui.vehicle.${quote.vehicleType}`)}
          {quote.surge > 1 ? <Badge tone="warn">{t("plan.surge", { factor: quote.surge })}</Badge> : null}
        </span>
        <span className="block text-sm text-muted">
          {quote.pickupEtaS === null
            ? t("plan.noneNear")
            : t("plan.awayIn", { time: formatDuration(quote.pickupEtaS, locale) })}
          {capacity === null ? null : ` · ${t("plan.seats", { count: capacity })}`}
        </span>
      </span>
      <span className="text-xl font-extrabold">
        <Money minor={quote.fareMinor} currency={quote.currency} />
      </span>
    </span>
  );
}

function capacityOf(city: City | null, quote: Price): number | null {
  return city?.vehicleTypes.find((type) => type.vehicleType === quote.vehicleType)?.capacity ?? null;
}
