"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { ErrorState } from "@atlas/ui/error-state";
import { Distance, Duration } from "@atlas/ui/figures";
import { formatDistance, formatDuration } from "@atlas/ui/format";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { DataTable } from "../table/data-table.tsx";

/** Every matching round of an order: who was considered, at which cost, and why not. */
export function DispatchRounds({ orderId }: { readonly orderId: string }): ReactNode {
  const t = useTranslations();
  const locale = useLocale();
  const rpc = useRpc();
  const explanation = useQuery(rpc.dispatch.explain.queryOptions({ orderId }));
  if (explanation.isPending) return <SkeletonRows rows={2} label={t("ui.loading")} />;
  if (explanation.isError) return <ErrorState error={explanation.error} onRetry={() => void explanation.refetch()} />;
  const { rounds } = explanation.data;
  if (rounds.length === 0) return <p className="text-sm text-muted">{t("orders.noRounds")}</p>;
  return (
    <div className="flex flex-col gap-4">
      {rounds.map((round) => {
        const title = t("orders.round", {
          round: round.round + 1,
          radius: formatDistance(round.radiusM, locale),
          ms: round.computeMs.toFixed(1),
        });
        return (
          <div key={`${round.round} ${round.at}`} className="flex flex-col gap-2">
            <h3 className="text-sm font-semibold">{title}</h3>
            <DataTable
              caption={title}
              rows={round.candidates}
              rowKey={(candidate) => candidate.driverId}
              columns={[
                {
                  key: "rank",
                  header: t("orders.rank"),
                  cell: ({ rank }) => rank ?? t("common.none"),
                  isNumeric: true,
                },
                { key: "driver", header: t("orders.driver"), cell: ({ driverName }) => driverName },
                {
                  key: "distance",
                  header: t("orders.distance"),
                  cell: ({ distanceM }) => <Distance metres={distanceM} />,
                  isNumeric: true,
                },
                {
                  key: "eta",
                  header: t("orders.eta"),
                  cell: ({ etaS }) => (etaS === null ? t("common.none") : <Duration seconds={etaS} />),
                  isNumeric: true,
                },
                {
                  key: "score",
                  header: t("orders.score"),
                  cell: ({ score }) => (score === null ? t("common.none") : score.toFixed(1)),
                  isNumeric: true,
                  isSecondary: true,
                },
                {
                  key: "outcome",
                  header: t("orders.outcome"),
                  cell: ({ outcome, remainingS }) => (
                    <>
                      {t(`orders.outcomes.${outcome}`)}
                      {remainingS === null ? null : (
                        <span className="block text-xs text-muted">
                          {t("orders.endsTripIn", { time: formatDuration(remainingS, locale) })}
                        </span>
                      )}
                    </>
                  ),
                },
              ]}
            />
          </div>
        );
      })}
    </div>
  );
}
