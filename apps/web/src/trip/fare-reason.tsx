"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatDistance } from "@atlas/ui/format";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Order } from "../views.ts";

/** Why the trip costs what it does: how much of it is known, and what is missing. */
export function FareReason({ order }: { readonly order: Order }): ReactNode {
  const t = useTranslations("fareReason");
  const locale = useLocale();
  const { fareReason } = order;
  if (fareReason === null) return null;
  const { basis, knownM, missing } = fareReason;
  const parts = missing.map((part) => t(`missing.${part}`)).join(", ");
  return (
    <p className="text-sm text-muted">
      {t(`basis.${basis}`, { distance: formatDistance(knownM, locale) })}
      {basis === "quote" || parts === "" ? null : ` ${t("unknown", { parts })}`}
    </p>
  );
}
