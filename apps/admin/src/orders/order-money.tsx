"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { Instant, Money } from "@atlas/ui/figures";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useMay } from "../shell/may.tsx";

type TimelineView = RouterOutputs["order"]["timeline"];

interface OrderMoneyProps {
  readonly holds: TimelineView["holds"];
  readonly transfers: TimelineView["transfers"];
  readonly currency: string;
}

/** What was held and what moved for an order; each transfer opens with its two entries for those who may read the books. */
export function OrderMoney({ holds, transfers, currency }: OrderMoneyProps): ReactNode {
  const t = useTranslations();
  const mayRead = useMay("ledger.read");
  if (holds.length + transfers.length === 0) return <p className="text-sm text-muted">{t("orders.noMoney")}</p>;
  return (
    <ul className="flex flex-col divide-y divide-line text-sm">
      {holds.map((hold) => (
        <li key={hold.holdId} className="flex items-center justify-between gap-3 py-2 first:pt-0">
          <span>
            {hold.purpose === "unproven" ? t("orders.heldUnproven") : t("ledger.held")}{" "}
            <span className="text-muted">· {t(`orders.holdStates.${hold.status}`)}</span>
          </span>
          <span className="flex gap-4">
            <Instant at={hold.createdAt} />
            <Money minor={hold.amountMinor} currency={currency} />
          </span>
        </li>
      ))}
      {transfers.map((transfer) => (
        <li key={transfer.transferId} className="flex items-center justify-between gap-3 py-2 last:pb-0">
          {mayRead ? (
            <Link
              href={`/ledger/transfers/${transfer.transferId}`}
              className="touch font-semibold underline underline-offset-4"
            >
              {t(`ledger.kinds.${transfer.kind}`)}
            </Link>
          ) : (
            <span className="font-semibold">{t(`ledger.kinds.${transfer.kind}`)}</span>
          )}
          <span className="flex gap-4">
            <Instant at={transfer.at} />
            <Money minor={transfer.amountMinor} currency={transfer.currency} />
          </span>
        </li>
      ))}
    </ul>
  );
}
