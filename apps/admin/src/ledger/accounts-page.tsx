"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { ACCOUNT_KINDS } from "@atlas/core/ledger";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { Money } from "@atlas/ui/figures";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Landmark } from "lucide-react";
import Link from "next/link";
import { parseAsBoolean, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { ChoiceFilter } from "../table/choice-filter.tsx";
import { ColumnsMenu, shownColumns } from "../table/columns-menu.tsx";
import type { Column } from "../table/data-table.tsx";
import { ExportList } from "../table/export-list.tsx";
import { FixedFilter } from "../table/fixed-filter.tsx";
import { ListBar } from "../table/list-bar.tsx";
import { AS_STEP, AS_TYPED, isFiltered, LIST_STATE, parseAsId, unfiltered } from "../table/list-state.ts";
import { PagedTable } from "../table/paged-table.tsx";
import { SearchBox } from "../table/search-box.tsx";
import { YesNoFilter } from "../table/yes-no-filter.tsx";
import { ViewsMenu } from "../table/views-menu.tsx";
import { LedgerTabs } from "./ledger-tabs.tsx";

const BALANCES = ["positive", "zero", "negative"] as const;

/** The list of accounts in its address. */
const ACCOUNT_LIST = {
  ...LIST_STATE,
  kind: parseAsStringLiteral(ACCOUNT_KINDS),
  owner: parseAsId,
  balance: parseAsStringLiteral(BALANCES),
  frozen: parseAsBoolean,
};

type Account = RouterOutputs["wallet"]["accounts"]["items"][number];

/** Every ledger account with what is posted, held and free. */
export function AccountsPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const [list, setList] = useQueryStates(ACCOUNT_LIST, AS_STEP);
  const search = useCallback((q: string) => void setList({ q }, AS_TYPED), [setList]);
  const filter = {
    ...(list.q ? { query: list.q } : {}),
    ...(list.kind ? { kind: list.kind } : {}),
    ...(list.owner ? { ownerId: list.owner } : {}),
    ...(list.balance ? { balance: list.balance } : {}),
    ...(list.frozen === null ? {} : { isFrozen: list.frozen }),
  };
  const accounts = useInfiniteQuery(
    rpc.wallet.accounts.infiniteQueryOptions({ limit: 50, ...filter }, { getNextPageParam: (page) => page.nextCursor }),
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
      isFixed: true,
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
    <PageFrame title={t("ledger.accounts")} hint={t("ledger.accountsHint")} isList>
      <LedgerTabs />
      <ListBar
        isFiltered={isFiltered(list)}
        onClear={() => void setList(unfiltered(list))}
        tools={
          <>
            <ViewsMenu list="accounts" state={ACCOUNT_LIST} />
            <ExportList path="/admin/ledger/accounts.csv" filter={filter} />
            <ColumnsMenu
              columns={columns}
              chosen={list.columns}
              onChange={(chosen) => void setList({ columns: chosen && [...chosen] })}
            />
          </>
        }
      >
        <SearchBox label={t("ledger.search")} query={list.q} onSearch={search} />
        <ChoiceFilter
          label={t("ledger.kind")}
          options={ACCOUNT_KINDS.map((value) => ({ value, label: t(`ledger.kinds.${value}`) }))}
          chosen={list.kind ? [list.kind] : []}
          onChange={([kind = null]) => void setList({ kind })}
          isSingle
        />
        <ChoiceFilter
          label={t("ledger.posted")}
          options={BALANCES.map((value) => ({ value, label: t(`ledger.balances.${value}`) }))}
          chosen={list.balance ? [list.balance] : []}
          onChange={([balance = null]) => void setList({ balance })}
          isSingle
        />
        <YesNoFilter
          label={t("ledger.frozen")}
          value={list.frozen}
          words={{ yes: t("ledger.isFrozen"), no: t("ledger.isNotFrozen") }}
          onChange={(frozen) => void setList({ frozen })}
        />
        <FixedFilter
          label={t("ledger.owner")}
          value={list.owner && (accounts.data?.pages[0]?.items[0]?.name ?? list.owner.slice(-8))}
          onClear={() => void setList({ owner: null })}
        />
      </ListBar>
      <PagedTable
        caption={t("ledger.accounts")}
        columns={shownColumns(columns, list.columns)}
        query={accounts}
        rowKey={(account) => account.accountId}
        hrefOf={(account) => `/ledger/accounts/${account.accountId}`}
        isFilling
        empty={{ icon: <Landmark aria-hidden="true" />, title: t("ledger.empty"), hint: t("ledger.emptyHint") }}
      />
    </PageFrame>
  );
}
