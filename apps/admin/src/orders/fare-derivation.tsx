"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { Distance, Instant, Money } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Facts } from "../shell/facts.tsx";

/** How a finished trip came to its fare: what was quoted, what is known of it, and what its rider said of the rest. */
export function FareDerivation({ order }: { readonly order: RouterOutputs["order"]["get"] }): ReactNode {
  const t = useTranslations("orders.derivation");
  const { fareReason, currency } = order;
  if (fareReason === null) return <p className="text-sm text-muted">{t("none")}</p>;
  const { basis, knownM, missing, question } = fareReason;
  return (
    <Facts
      facts={[
        { label: t("quote"), value: <Money minor={order.fareMinor} currency={currency} /> },
        { label: t("quotedDistance"), value: <Distance metres={order.distanceM} isEstimate={order.isEstimate} /> },
        { label: t("known"), value: <Distance metres={knownM} /> },
        {
          label: t("missing"),
          value: missing.length === 0 ? t("nothing") : missing.map((part) => t(`parts.${part}`)).join(", "),
        },
        { label: t("basis"), value: t(`bases.${basis}`) },
        ...(question === null
          ? []
          : [
              { label: t("unproven"), value: <Money minor={question.amountMinor} currency={currency} /> },
              { label: t("confirmBy"), value: <Instant at={question.confirmBy} format="dateTime" /> },
              { label: t("answer"), value: t(`answers.${question.answer ?? "open"}`) },
            ]),
        { label: t("fare"), value: <Money minor={order.finalFareMinor ?? order.fareMinor} currency={currency} /> },
      ]}
    />
  );
}
