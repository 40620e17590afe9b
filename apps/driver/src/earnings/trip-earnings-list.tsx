"use client";
import { Button } from "@atlas/ui/button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { Instant, Money } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { Banknote, ChevronRight, WalletMinimal } from "lucide-react";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { EarningsItem } from "../views.ts";

interface TripEarningsListProps {
  /** Newest first. */
  readonly items: readonly EarningsItem[];
  readonly currency: string;
}

const FIRST = 15;

/** Each trip with what it brought; a tap opens the trip. */
export function TripEarningsList({ items, currency }: TripEarningsListProps): ReactNode {
  const t = useTranslations("earnings");
  const locale = useLocale();
  const [shown, setShown] = useState(FIRST);
  return (
    <>
      <ul className="flex flex-col divide-y divide-line">
        {items.slice(0, shown).map((item) => {
          const Icon = item.paymentMethod === "cash" ? Banknote : WalletMinimal;
          return (
            <li key={`${item.orderId} ${item.finishedAt}`}>
              <Link href={`/trips/${item.orderId}`} className="flex min-h-16 items-center gap-3 py-2.5">
                <Icon size={22} aria-hidden="true" className="shrink-0 text-muted" />
                <span className="flex grow flex-col">
                  <span className="font-semibold">
                    <Instant at={item.finishedAt} />
                  </span>
                  <span className="text-sm text-muted">
                    {t(item.paymentMethod)} · {t("fareOf", { amount: formatMoney(item.fareMinor, currency, locale) })}
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
      {items.length > shown ? (
        <Button isWide onClick={() => setShown(shown + FIRST)}>
          {t("more")}
        </Button>
      ) : null}
    </>
  );
}
