"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { UserSearch } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { LedgerTabs } from "../ledger/ledger-tabs.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { DataTable } from "../table/data-table.tsx";
import { SearchBox } from "../table/search-box.tsx";
import { CashTopUp, type Customer } from "./cash-top-up.tsx";

const SHORTEST_SEARCH = 3;

/** Where staff put the money that they were handed into somebody's wallet. */
export function CashDeskPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<Customer | null>(null);
  const isSearching = search.length >= SHORTEST_SEARCH;
  const found = useQuery({ ...rpc.wallet.cashDeskCustomers.queryOptions({ query: search }), enabled: isSearching });
  return (
    <PageFrame
      title={t("cashDesk.title")}
      hint={t("cashDesk.hint")}
      actions={<SearchBox label={t("cashDesk.search")} query={search} onSearch={setSearch} />}
    >
      <LedgerTabs />
      {!isSearching ? (
        <EmptyState
          icon={<UserSearch aria-hidden="true" />}
          title={t("cashDesk.start")}
          hint={t("cashDesk.startHint")}
        />
      ) : found.error && !found.data ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <SkeletonRows rows={2} label={t("ui.loading")} />
      ) : found.data.length === 0 ? (
        <EmptyState
          icon={<UserSearch aria-hidden="true" />}
          title={t("cashDesk.empty")}
          hint={t("cashDesk.startHint")}
        />
      ) : (
        <DataTable
          caption={t("cashDesk.found")}
          rows={found.data}
          rowKey={({ userId }) => userId}
          columns={[
            { key: "name", header: t("cashDesk.name"), cell: ({ name }) => name },
            { key: "role", header: t("cashDesk.role"), cell: ({ role }) => t(`orders.roles.${role}`) },
            {
              key: "phone",
              header: t("cashDesk.phone"),
              cell: ({ phone }) => phone ?? t("common.none"),
              isSecondary: true,
            },
            { key: "email", header: t("cashDesk.email"), cell: ({ email }) => email, isSecondary: true },
            {
              key: "act",
              header: t("cashDesk.take"),
              cell: (customer) => (
                <Button size="sm" onClick={() => setChosen(customer)}>
                  {t("cashDesk.take")}
                </Button>
              ),
            },
          ]}
        />
      )}
      {chosen ? <CashTopUp customer={chosen} onClose={() => setChosen(null)} /> : null}
    </PageFrame>
  );
}
