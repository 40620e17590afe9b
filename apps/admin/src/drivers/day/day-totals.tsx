"use client";
import { ErrorState } from "@atlas/ui/error-state";
import { Distance, Duration, Instant } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Facts } from "../../shell/facts.tsx";
import type { DayTrack } from "./use-day-replay.ts";

/** What the day amounts to. */
export function DayTotals({ track }: { readonly track: UseQueryResult<DayTrack, unknown> }): ReactNode {
  const t = useTranslations();
  if (!track.data) {
    return track.isError ? (
      <ErrorState error={track.error} onRetry={() => void track.refetch()} />
    ) : (
      <SkeletonRows rows={4} label={t("ui.loading")} />
    );
  }
  const { startsAt, endsAt, points, drivenM, trips } = track.data;
  const [firstMs, lastMs] = [points.offsetMs[0], points.offsetMs.at(-1)];
  const none = t("common.none");
  const momentAt = (offsetMs: number | undefined): ReactNode =>
    offsetMs === undefined ? none : <Instant at={new Date(Date.parse(startsAt) + offsetMs)} format="time" />;
  const finished = trips.filter(
    ({ status, endedAt }) => status === "FINISHED" && endedAt !== null && endedAt >= startsAt && endedAt < endsAt,
  );
  return (
    <Facts
      facts={[
        { label: t("driverDay.first"), value: momentAt(firstMs) },
        { label: t("driverDay.last"), value: momentAt(lastMs) },
        {
          label: t("driverDay.span"),
          value:
            firstMs === undefined || lastMs === undefined ? (
              none
            ) : (
              <Duration seconds={Math.round((lastMs - firstMs) / 1_000)} />
            ),
        },
        { label: t("driverDay.driven"), value: <Distance metres={drivenM} /> },
        { label: t("driverDay.trips"), value: finished.length },
        { label: t("driverDay.positions"), value: points.offsetMs.length },
      ]}
    />
  );
}
