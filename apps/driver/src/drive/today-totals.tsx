"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Money } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { Skeleton } from "@atlas/ui/skeleton";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { useNow } from "@atlas/ui/use-now";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { startOfDay } from "../earnings/start-of-day.ts";
import { useDrive } from "./drive-context.ts";

/** What today has brought, and the credit: the two numbers a driver looks for. */
export function TodayTotals(): ReactNode {
  const t = useTranslations("drive");
  const rpc = useRpc();
  const locale = useLocale();
  const { profile } = useDrive();
  const now = useNow(60_000);
  const from = startOfDay(now, useTimeZone()).toISOString();
  const today = useQuery(rpc.driver.earnings.queryOptions({ from, bucket: "day" })).data;
  return (
    <dl className="grid grid-cols-2 gap-3">
      <div className="flex flex-col rounded-card bg-sunken px-4 py-3">
        <dt className="text-sm font-semibold text-muted">{t("today")}</dt>
        <dd className="text-xl font-extrabold">
          {today ? (
            <Money minor={today.totalMinor} currency={today.currency} />
          ) : (
            <Skeleton className="my-1 h-5 w-24" />
          )}
        </dd>
        <dd className="text-sm text-muted">{today ? t("trips", { count: today.trips }) : "\u00a0"}</dd>
      </div>
      <div className="flex flex-col rounded-card bg-sunken px-4 py-3">
        <dt className="text-sm font-semibold text-muted">{t("credit")}</dt>
        <dd className="text-xl font-extrabold">
          <Money minor={profile.creditMinor} currency={profile.currency} />
        </dd>
        {profile.debtMinor === "0" ? null : (
          <dd className="text-sm font-semibold text-stop">
            {t("owed", { amount: formatMoney(profile.debtMinor, profile.currency, locale) })}
          </dd>
        )}
      </div>
    </dl>
  );
}
