"use client";
import { PAYOUT_STATES } from "@atlas/core/ledger";
import { useRpc } from "@atlas/features/rpc";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { Instant, Money } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Banknote } from "lucide-react";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState, type ComponentProps, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { LedgerTabs } from "../ledger/ledger-tabs.tsx";
import { May } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { ChoiceFilter } from "../table/choice-filter.tsx";
import type { Column } from "../table/data-table.tsx";
import { ExportList } from "../table/export-list.tsx";
import { FixedFilter } from "../table/fixed-filter.tsx";
import { ListBar } from "../table/list-bar.tsx";
import { AS_STEP, isFiltered, parseAsId } from "../table/list-state.ts";
import { PagedTable } from "../table/paged-table.tsx";
import { ViewsMenu } from "../table/views-menu.tsx";
import { ExportPayouts } from "./export-payouts.tsx";
import { PayerAccount } from "./payer-account.tsx";
import { ACTS_OF, type Payout, type PayoutAct, PayoutActDialog } from "./payout-act.tsx";
import { PayoutBatches } from "./payout-batches.tsx";

const TONES = {
  requested: "warn",
  approved: "info",
  exported: "info",
  sent: "go",
  refused: "neutral",
  bounced: "stop",
} as const satisfies Record<Payout["state"], Tone>;
const PAGE = 50;

/** The list of payouts in its address. */
const PAYOUT_LIST = { state: parseAsStringLiteral(PAYOUT_STATES), driver: parseAsId };

/** Payouts in progress, and the files for the bank. */
export function PayoutsPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const account = useQuery(rpc.account.me.queryOptions());
  const [list, setList] = useQueryStates(PAYOUT_LIST, AS_STEP);
  const filter = {
    ...(list.state ? { state: list.state } : {}),
    ...(list.driver ? { driverId: list.driver } : {}),
  };
  const payouts = useInfiniteQuery({
    ...rpc.wallet.payouts.infiniteQueryOptions(
      { limit: PAGE, ...filter },
      { getNextPageParam: (page) => (page.length < PAGE ? null : page.at(-1)?.payoutId) },
    ),
    select: ({ pages, ...rest }) => ({ ...rest, pages: pages.map((items) => ({ items })) }),
  });
  const cityId = account.data?.city.cityId;
  return (
    <PageFrame
      title={t("payouts.title")}
      hint={t("payouts.pageHint")}
      actions={
        cityId === undefined ? null : (
          <May permission="payouts.decide">
            <PayerAccount cityId={cityId} />
            <ExportPayouts cityId={cityId} />
          </May>
        )
      }
    >
      <LedgerTabs />
      <ListBar
        isFiltered={isFiltered(list)}
        onClear={() => void setList(null)}
        tools={
          <>
            <ViewsMenu list="payouts" state={PAYOUT_LIST} />
            <ExportList path="/admin/ledger/payouts.csv" filter={filter} />
          </>
        }
      >
        <ChoiceFilter
          label={t("payouts.state")}
          options={PAYOUT_STATES.map((value) => ({ value, label: t(`payouts.states.${value}`) }))}
          chosen={list.state ? [list.state] : []}
          onChange={([state = null]) => void setList({ state })}
          isSingle
        />
        <FixedFilter
          label={t("payouts.driver")}
          value={list.driver && (payouts.data?.pages[0]?.items[0]?.driverName ?? list.driver.slice(-8))}
          onClear={() => void setList({ driver: null })}
        />
      </ListBar>
      <PayoutTable query={payouts} />
      <h2 className="mt-2 text-lg font-bold">{t("payouts.batches")}</h2>
      {cityId === undefined ? <SkeletonRows rows={2} label={t("ui.loading")} /> : <PayoutBatches cityId={cityId} />}
    </PageFrame>
  );
}

function StateBadge({ state }: Pick<Payout, "state">): ReactNode {
  const t = useTranslations("payouts.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}

function PayoutTable({ query }: Pick<ComponentProps<typeof PagedTable<Payout>>, "query">): ReactNode {
  const t = useTranslations("payouts");
  const [asked, setAsked] = useState<{ readonly payout: Payout; readonly act: PayoutAct } | null>(null);
  const columns: Column<Payout>[] = [
    {
      key: "driver",
      header: t("driver"),
      cell: ({ driverName, state, amountMinor, currency }) => (
        <>
          {driverName}
          <span className="flex flex-col items-start gap-1 md:hidden">
            <Money minor={amountMinor} currency={currency} />
            <StateBadge state={state} />
          </span>
        </>
      ),
      isProse: true,
    },
    {
      key: "amount",
      header: t("amount"),
      cell: ({ amountMinor, currency }) => <Money minor={amountMinor} currency={currency} />,
      isNumeric: true,
      isSecondary: true,
    },
    {
      key: "state",
      header: t("state"),
      cell: ({ state }) => <StateBadge state={state} />,
      isSecondary: true,
    },
    {
      key: "account",
      header: t("account"),
      cell: ({ bankAccount }) =>
        bankAccount ? (
          `${bankAccount.bankName} ${bankAccount.maskedNumber}`
        ) : (
          <span className="text-muted">{t("byHand")}</span>
        ),
      isSecondary: true,
      isProse: true,
    },
    { key: "at", header: t("requestedAt"), cell: ({ requestedAt }) => <Instant at={requestedAt} />, isSecondary: true },
    {
      key: "reason",
      header: t("reason"),
      cell: ({ reason }) => reason,
      isSecondary: true,
      isProse: true,
    },
    {
      key: "acts",
      header: t("acts"),
      cell: (payout) => (
        <span className="flex flex-wrap gap-2 md:flex-nowrap">
          <May permission="payouts.decide">
            {ACTS_OF[payout.state].map((act) => (
              <Button key={act} size="sm" onClick={() => setAsked({ payout, act })}>
                {t(`act.${act}`)}
              </Button>
            ))}
          </May>
        </span>
      ),
      isProse: true,
    },
  ];
  return (
    <>
      <PagedTable
        caption={t("title")}
        columns={columns}
        query={query}
        rowKey={(payout) => payout.payoutId}
        empty={{ icon: <Banknote aria-hidden="true" />, title: t("empty"), hint: t("emptyHint") }}
      />
      {asked ? <PayoutActDialog {...asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}
