"use client";
import { Instant, Money } from "@atlas/ui/figures";
import { Banknote, ChevronRight, WalletMinimal } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { EarningsItem } from "../views.ts";

interface TripEarningsListProps {
  /** Newest first. */
  readonly items: readonly EarningsItem[];
  readonly currency: string;
}

/** Each trip with what it brought; a tap opens the trip. */
export function TripEarningsList({ items, currency }: TripEarningsListProps): ReactNode {
  const t = useTranslations("earnings");
  return (
    <ul className="flex flex-col divide-y divide-line">
      {items.map((item) => {
        const Icon = item.paymentMethod === "cash" ? Banknote : WalletMinimal;
        return (
          <li key={item.orderId}>
            <Link href={`/trips/${item.orderId}`} className="flex min-h-16 items-center gap-3 py-2.5">
              <Icon size={22} aria-hidden="true" className="shrink-0 text-muted" />
              <span className="flex grow flex-col">
                <span className="font-semibold">
                  <Instant at={item.finishedAt} />
                </span>
                <span className="text-sm text-muted">
                  {t(item.paymentMethod)} · {t("columns.gross")} <Money minor={item.fareMinor} currency={currency} />
                </span>
              </span>
              <span className="text-lg font-bold">
                <Money minor={item.netMinor} currency={currency} />
              </span>
              <ChevronRight size={20} aria-hidden="true" className="shrink-0 text-muted" />
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
