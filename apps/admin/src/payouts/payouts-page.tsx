"use client";
import { useRpc } from "@atlas/features/rpc";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorState } from "@atlas/ui/error-state";
import { Select } from "@atlas/ui/field";
import { Instant, Money } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { Banknote } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { LedgerTabs } from "../ledger/ledger-tabs.tsx";
import { May } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { type Column, DataTable } from "../table/data-table.tsx";
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
const STATES = ["requested", "approved", "exported", "sent", "refused", "bounced"] as const;

/** Payouts in progress, and the files for the bank. */
export function PayoutsPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const account = useQuery(rpc.account.me.queryOptions());
  const [state, setState] = useState<Payout["state"] | null>(null);
  const payouts = useQuery(rpc.wallet.payouts.queryOptions(state === null ? {} : { state }));
  const cityId = account.data?.city.cityId;
  return (
    <PageFrame
      title={t("payouts.title")}
      hint={t("payouts.pageHint")}
      actions={
        cityId === undefined ? null : (
          <May permission="ledger.decide">
            <PayerAccount cityId={cityId} />
            <ExportPayouts cityId={cityId} />
          </May>
        )
      }
    >
      <LedgerTabs />
      <div className="w-full md:w-56">
        <Select
          label={t("payouts.state")}
          inputSize="sm"
          value={state ?? ""}
          onChange={({ target }) => setState(STATES.find((known) => known === target.value) ?? null)}
          options={[
            { value: "", label: t("common.all") },
            ...STATES.map((value) => ({ value, label: t(`payouts.states.${value}`) })),
          ]}
        />
      </div>
      {payouts.error && !payouts.data ? (
        <ErrorState error={payouts.error} onRetry={() => void payouts.refetch()} />
      ) : payouts.data === undefined ? (
        <SkeletonRows rows={6} label={t("ui.loading")} />
      ) : (
        <PayoutTable payouts={payouts.data} />
      )}
      <h2 className="mt-2 text-lg font-bold">{t("payouts.batches")}</h2>
      {cityId === undefined ? <SkeletonRows rows={2} label={t("ui.loading")} /> : <PayoutBatches cityId={cityId} />}
    </PageFrame>
  );
}

function StateBadge({ state }: Pick<Payout, "state">): ReactNode {
  const t = useTranslations("payouts.states");
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}

function PayoutTable({ payouts }: { readonly payouts: readonly Payout[] }): ReactNode {
  const t = useTranslations("payouts");
  const [asked, setAsked] = useState<{ readonly payout: Payout; readonly act: PayoutAct } | null>(null);
  if (payouts.length === 0) {
    return <EmptyState icon={<Banknote aria-hidden="true" />} title={t("empty")} hint={t("emptyHint")} />;
  }
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
          <May permission="ledger.decide">
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
      <DataTable caption={t("title")} columns={columns} rows={payouts} rowKey={(payout) => payout.payoutId} />
      {asked ? <PayoutActDialog {...asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}
