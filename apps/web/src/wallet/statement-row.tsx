"use client";
import { Instant, Money } from "@atlas/ui/figures";
import { ArrowDownLeft, ArrowUpRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { StatementItem } from "../views.ts";

interface StatementRowProps {
  readonly item: StatementItem;
  readonly currency: string;
}

/** One entry: what it was for, when, how much, and the balance after it. */
export function StatementRow({ item, currency }: StatementRowProps): ReactNode {
  const t = useTranslations("wallet");
  const Icon = item.direction === "in" ? ArrowDownLeft : ArrowUpRight;
  const row = (
    <>
      <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-sunken">
        <Icon size={20} aria-hidden="true" />
      </span>
      <span className="min-w-0 grow">
        <span className="block truncate font-semibold">{t(`kinds.${item.kind}`)}</span>
        <span className="block text-sm text-muted">
          <Instant at={item.at} />
        </span>
      </span>
      <span className="shrink-0 text-right">
        <span className="block font-bold">
          <Money minor={item.amountMinor} currency={currency} direction={item.direction} />
        </span>
        <span className="block text-sm text-muted">
          <span className="sr-only">{t("balanceAfter")} </span>
          <Money minor={item.balanceAfterMinor} currency={currency} />
        </span>
      </span>
    </>
  );
  const look = "flex min-h-16 items-center gap-3 px-4 py-2.5";
  return (
    <li>
      {item.orderId ? (
        <Link href={`/trips/${item.orderId}`} className={`${look} hover:bg-sunken`}>
          {row}
        </Link>
      ) : (
        <div className={look}>{row}</div>
      )}
    </li>
  );
}
