"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { formatClock, formatInstant } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { useNow } from "@atlas/ui/use-now";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";
import { NoShow } from "./no-show.tsx";

/** How long the driver has stood at the pickup, what that is worth, and the button to end it when the rider does not come. */
export function WaitingTime({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trip");
  const now = useNow(1_000);
  const { arrivedAt, arrival } = order;
  if (arrivedAt === null || arrival === null) return null;
  if (arrival.lostReason !== null) return <Notice tone="warn">{t(`lost.${arrival.lostReason}`)}</Notice>;
  const seconds = Math.floor((now.getTime() - Date.parse(arrivedAt)) / 1000);
  return (
    <>
      <div className="flex items-center justify-between gap-4 rounded-card bg-sunken px-4 py-3">
        <div>
          <p className="font-semibold">{t("waitingSince")}</p>
          <p className="text-sm text-muted">
            {t("waitingHint", { name: order.riderName })} <FreeUntil order={order} />
          </p>
        </div>
        <p role="timer" className="figures text-2xl font-extrabold">
          {formatClock(seconds)}
        </p>
      </div>
      {arrival.proof === "override" ? <Notice tone="warn">{t("unproven")}</Notice> : null}
      <NoShow order={order} />
    </>
  );
}

function FreeUntil({ order: { waiting } }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trip");
  const locale = useLocale();
  const timeZone = useTimeZone();
  return waiting === null ? null : t("freeUntil", { at: formatInstant(waiting.freeUntil, "time", locale, timeZone) });
}
