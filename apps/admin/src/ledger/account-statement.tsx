"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { Instant, Money } from "@atlas/ui/figures";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ReceiptText } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Column } from "../table/data-table.tsx";
import { PagedTable } from "../table/paged-table.tsx";

type Item = RouterOutputs["wallet"]["statement"]["items"][number];

/** An account's entries, newest first, each with the balance after it. */
export function AccountStatement({ accountId }: { readonly accountId: string }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const statement = useInfiniteQuery(
    rpc.wallet.statement.infiniteQueryOptions(
      { accountId, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const currency = statement.data?.pages[0]?.currency ?? "IDR";
  const columns: Column<Item>[] = [
    { key: "at", header: t("ledger.at"), cell: ({ at }) => <Instant at={at} /> },
    {
      key: "transfer",
      header: t("ledger.transfer"),
      cell: ({ transferId, kind }) => (
        <Link href={`/ledger/transfers/${transferId}`} className="touch font-semibold underline underline-offset-4">
          {t(`ledger.kinds.${kind}`)}
        </Link>
      ),
    },
    {
      key: "order",
      header: t("ledger.order"),
      cell: ({ orderId }) =>
        orderId ? (
          <Link href={`/orders/${orderId}`} className="touch font-mono text-xs underline underline-offset-4">
            {orderId.slice(-8)}
          </Link>
        ) : (
          t("common.none")
        ),
      isSecondary: true,
    },
    {
      key: "note",
      header: t("ledger.description"),
      cell: ({ description }) => description ?? t("common.none"),
      isSecondary: true,
    },
    {
      key: "amount",
      header: t("ledger.amount"),
      cell: ({ amountMinor, direction }) => <Money minor={amountMinor} currency={currency} direction={direction} />,
      isNumeric: true,
    },
    {
      key: "after",
      header: t("ledger.balanceAfter"),
      cell: ({ balanceAfterMinor }) => <Money minor={balanceAfterMinor} currency={currency} />,
      isNumeric: true,
    },
  ];
  return (
    <PagedTable
      caption={t("ledger.statement")}
      columns={columns}
      query={statement}
      rowKey={(item) => item.entryId}
      empty={{ icon: <ReceiptText aria-hidden="true" />, title: t("ledger.noEntries") }}
    />
  );
}
