"use client";
import { ErrorState } from "@atlas/ui/error-state";
import { Distance, Duration, Instant } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Facts } from "../../shell/facts.tsx";
import type { DayTotalsView } from "./use-day-replay.ts";

/** What the day amounts to. */
export function DayTotals({ totals }: { readonly totals: UseQueryResult<DayTotalsView, unknown> }): ReactNode {
  const t = useTranslations();
  if (!totals.data) {
    return totals.isError ? (
      <ErrorState error={totals.error} onRetry={() => void totals.refetch()} />
    ) : (
      <SkeletonRows rows={4} label={t("ui.loading")} />
    );
  }
  const { firstAt, lastAt, drivenM, durationS, pointCount, trips } = totals.data;
  const none = t("common.none");
  return (
    <Facts
      facts={[
        { label: t("driverDay.first"), value: firstAt ? <Instant at={firstAt} format="time" /> : none },
        { label: t("driverDay.last"), value: lastAt ? <Instant at={lastAt} format="time" /> : none },
        { label: t("driverDay.span"), value: firstAt ? <Duration seconds={durationS} /> : none },
        { label: t("driverDay.driven"), value: <Distance metres={drivenM} /> },
        { label: t("driverDay.trips"), value: trips.length },
        { label: t("driverDay.positions"), value: pointCount },
      ]}
    />
  );
}
