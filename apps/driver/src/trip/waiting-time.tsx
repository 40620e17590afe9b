"use client";
import { formatClock } from "@atlas/ui/format";
import { useNow } from "@atlas/ui/use-now";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";

/** How long the driver has stood at the pickup. */
export function WaitingTime({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("trip");
  const now = useNow(1_000);
  if (order.arrivedAt === null) return null;
  const seconds = Math.floor((now.getTime() - Date.parse(order.arrivedAt)) / 1000);
  return (
    <div className="flex items-center justify-between gap-4 rounded-card bg-sunken px-4 py-3">
      <div>
        <p className="font-semibold">{t("waitingSince")}</p>
        <p className="text-sm text-muted">{t("waitingHint", { name: order.riderName })}</p>
      </div>
      <p role="timer" className="figures text-2xl font-extrabold">
        {formatClock(seconds)}
      </p>
    </div>
  );
}
