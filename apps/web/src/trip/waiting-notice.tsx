"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { formatInstant, formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { useNow } from "@atlas/ui/use-now";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";

/** While the driver is at the pickup: until when waiting is free and what it costs not to come, or that nobody can see the car. */
export function WaitingNotice({ order }: { readonly order: Order }): ReactNode {
  const t = useTranslations("trip");
  const locale = useLocale();
  const timeZone = useTimeZone();
  const now = useNow(1_000);
  const { waiting, arrival } = order;
  if (order.status !== "ARRIVED" || arrival === null) return null;
  if (waiting !== null) {
    const until = { at: formatInstant(waiting.freeUntil, "time", locale, timeZone) };
    const fee = waiting.noShowFeeMinor === "0" ? null : formatMoney(waiting.noShowFeeMinor, order.currency, locale);
    const key = now.getTime() < Date.parse(waiting.freeUntil) ? "waiting" : "waited";
    return <Notice>{fee === null ? t(`${key}NoFee`, until) : t(key, { ...until, fee })}</Notice>;
  }
  if (arrival.proof !== "override" || arrival.lostAt !== null) return null;
  return (
    <Notice tone="warn">
      {t("unproven")}
      {arrival.note === null ? null : ` ${t("driverSays", { note: arrival.note })}`}
    </Notice>
  );
}
