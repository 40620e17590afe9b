"use client";
import { useRpc } from "@atlas/features/rpc";
import { Card } from "@atlas/ui/card";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { Money } from "@atlas/ui/figures";
import { formatMoney, INTL_TAG } from "@atlas/ui/format";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { Tabs } from "@atlas/ui/tabs";
import { useNow } from "@atlas/ui/use-now";
import { useQuery } from "@tanstack/react-query";
import { ChartNoAxesColumn } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { EarningsView } from "../views.ts";
import { EarningsChart } from "./earnings-chart.tsx";
import { bucketStarts, BUCKETS, rangeStart, type Bucket } from "./earnings-range.ts";
import { EarningsTable } from "./earnings-table.tsx";
import { startOfDay } from "./start-of-day.ts";
import { TripEarningsList } from "./trip-earnings-list.tsx";

/** How soon a page that stays open over midnight has the new day. */
const MINUTE_MS = 60_000;

/** What was earned, by day, week or trip. */
export function EarningsReport(): ReactNode {
  const t = useTranslations("earnings");
  const words = useTranslations("ui");
  const rpc = useRpc();
  const timeZone = useTimeZone();
  const locale = useLocale();
  const [bucket, setBucket] = useState<Bucket>("day");
  const now = useNow(MINUTE_MS);
  const from = rangeStart(bucket, now, timeZone).toISOString();
  const earnings = useQuery(rpc.driver.earnings.queryOptions({ bucket, from }));

  return (
    <section className="flex flex-col gap-4">
      <Tabs
        label={t("by")}
        value={bucket}
        onChange={setBucket}
        tabs={BUCKETS.map((value) => ({ value, label: t(value) }))}
      />
      {earnings.data ? (
        <Card className="flex flex-col gap-4">
          <div>
            <p className="text-sm font-semibold text-muted">{t("total", { period: t(`periods.${bucket}`) })}</p>
            <p className="text-3xl font-extrabold">
              <Money minor={earnings.data.totalMinor} currency={earnings.data.currency} />
            </p>
            {earnings.data.cashCollectedMinor === "0" ? null : (
              <p className="text-sm text-muted">
                {t("cashCollected", {
                  amount: formatMoney(earnings.data.cashCollectedMinor, earnings.data.currency, locale),
                })}
              </p>
            )}
          </div>
          <Totals bucket={bucket} earnings={earnings.data} now={now} />
        </Card>
      ) : earnings.error ? (
        <ErrorState error={earnings.error} onRetry={() => void earnings.refetch()} />
      ) : (
        <SkeletonRows label={words("loading")} />
      )}
      <p className="text-sm text-muted">{t("cashNote")}</p>
    </section>
  );
}

interface TotalsProps {
  readonly bucket: Bucket;
  readonly earnings: EarningsView;
  readonly now: Date;
}

function Totals({ bucket, earnings, now }: TotalsProps): ReactNode {
  const t = useTranslations("earnings");
  if (earnings.trips === 0) {
    return (
      <EmptyState icon={<ChartNoAxesColumn size={26} aria-hidden="true" />} title={t("empty")} hint={t("emptyHint")} />
    );
  }
  return bucket === "trip" ? (
    <TripEarningsList items={earnings.items} currency={earnings.currency} />
  ) : (
    <BarsAndTable bucket={bucket} earnings={earnings} now={now} />
  );
}

interface BarsAndTableProps extends TotalsProps {
  readonly bucket: "day" | "week";
}

function BarsAndTable({ bucket, earnings, now }: BarsAndTableProps): ReactNode {
  const t = useTranslations("earnings");
  const timeZone = useTimeZone();
  const locale = useLocale();
  const dayLabel = new Intl.DateTimeFormat(INTL_TAG[locale], { day: "numeric", month: "numeric", timeZone });
  const earnedAt = new Map(
    earnings.buckets.map((each) => [startOfDay(new Date(each.startsAt), timeZone).getTime(), each.totalMinor]),
  );
  const bars = bucketStarts(bucket, now, timeZone).map((start) => ({
    key: start.toISOString(),
    label: dayLabel.format(start),
    minor: earnedAt.get(start.getTime()) ?? "0",
  }));
  const newestFirst = earnings.buckets.toSorted((a, b) => Date.parse(b.startsAt) - Date.parse(a.startsAt));
  return (
    <>
      <EarningsChart title={t("chart", { bucket: t(bucket) })} bars={bars} currency={earnings.currency} />
      <EarningsTable bucket={bucket} rows={newestFirst.filter((each) => each.trips > 0)} currency={earnings.currency} />
    </>
  );
}
