"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTimeZone } from "@atlas/ui/client/use-time-zone";
import { formatDistance, formatInstant, formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { OrderView } from "../views.ts";

/** Why the fare is what it is, and what the rider has still to confirm of it. */
export function FareReason({ order }: { readonly order: OrderView }): ReactNode {
  const t = useTranslations("summary");
  const locale = useLocale();
  const timeZone = useTimeZone();
  const { fareReason, riderName: name } = order;
  if (fareReason === null) return null;
  const { basis, knownM, question } = fareReason;
  const amount = question === null ? "" : formatMoney(question.amountMinor, order.currency, locale);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-muted">{t(`basis.${basis}`, { distance: formatDistance(knownM, locale) })}</p>
      {question === null ? null : question.answer === null ? (
        <Notice>{t("open", { amount, name, at: formatInstant(question.confirmBy, "time", locale, timeZone) })}</Notice>
      ) : (
        <Notice tone={question.answer === "yes" ? "go" : "info"}>{t(question.answer, { amount, name })}</Notice>
      )}
    </div>
  );
}
