"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { Money } from "@atlas/ui/figures";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Landmark } from "lucide-react";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import type { Column } from "../table/data-table.tsx";
import { PagedTable } from "../table/paged-table.tsx";
import { SearchBox } from "../table/search-box.tsx";
import { LedgerTabs } from "./ledger-tabs.tsx";

type Account = RouterOutputs["wallet"]["accounts"]["items"][number];

/** Every ledger account with what is posted, held and free. */
export function AccountsPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const [search, setSearch] = useState("");
  const accounts = useInfiniteQuery(
    rpc.wallet.accounts.infiniteQueryOptions(
      { limit: 50, ...(search ? { query: search } : {}) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const columns: Column<Account>[] = [
    { key: "code", header: t("ledger.code"), cell: ({ code }) => <span className="figures text-muted">{code}</span> },
    {
      key: "name",
      header: t("ledger.account"),
      cell: ({ accountId, name }) => (
        <Link href={`/ledger/accounts/${accountId}`} className="touch font-semibold underline underline-offset-4">
          {name}
        </Link>
      ),
    },
    { key: "kind", header: t("ledger.kind"), cell: ({ kind }) => t(`ledger.kinds.${kind}`), isSecondary: true },
    {
      key: "posted",
      header: t("ledger.posted"),
      cell: ({ postedMinor, currency }) => <Money minor={postedMinor} currency={currency} />,
      isNumeric: true,
    },
    {
      key: "held",
      header: t("ledger.held"),
      cell: ({ heldMinor, currency }) => <Money minor={heldMinor} currency={currency} />,
      isNumeric: true,
      isSecondary: true,
    },
    {
      key: "free",
      header: t("ledger.free"),
      cell: ({ availableMinor, currency, isFrozen }) =>
        isFrozen ? (
          <Badge tone="stop">{t("ledger.frozen")}</Badge>
        ) : (
          <Money minor={availableMinor} currency={currency} />
        ),
      isNumeric: true,
      isSecondary: true,
    },
  ];
  return (
    <PageFrame
      title={t("ledger.accounts")}
      hint={t("ledger.accountsHint")}
      actions={<SearchBox label={t("ledger.search")} onSearch={setSearch} />}
    >
      <LedgerTabs />
      <PagedTable
        caption={t("ledger.accounts")}
        columns={columns}
        query={accounts}
        rowKey={(account) => account.accountId}
        empty={{ icon: <Landmark aria-hidden="true" />, title: t("ledger.empty"), hint: t("ledger.emptyHint") }}
      />
    </PageFrame>
  );
}
