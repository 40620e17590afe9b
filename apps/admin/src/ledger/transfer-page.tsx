"use client";
import { useRpc } from "@atlas/features/rpc";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant, Money } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AuditLink } from "../audit/audit-link.tsx";
import { BackLink } from "../shell/back-link.tsx";
import { Facts } from "../shell/facts.tsx";
import { May } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { Section } from "../shell/section.tsx";
import { ShortId } from "../shell/short-id.tsx";
import { DataTable } from "../table/data-table.tsx";
import { ReverseTransfer } from "./reverse-transfer.tsx";

/** One transfer and its two entries. */
export function TransferPage({ transferId }: { readonly transferId: string }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const transfer = useQuery(rpc.wallet.transfer.queryOptions({ transferId }));
  const back = <BackLink href="/ledger">{t("ledger.label")}</BackLink>;
  if (!transfer.data) {
    return (
      <PageFrame title={t("ledger.transferTitle")} back={back}>
        {transfer.isError ? (
          <ErrorState error={transfer.error} onRetry={() => void transfer.refetch()} />
        ) : (
          <SkeletonRows rows={3} label={t("ui.loading")} />
        )}
      </PageFrame>
    );
  }
  const { kind, amountMinor, currency, at, orderId, description, reference, reversesId, reversedById, entries } =
    transfer.data;
  const linkTo = (id: string): ReactNode => (
    <Link href={`/ledger/transfers/${id}`} className="touch font-mono text-xs underline underline-offset-4">
      {id.slice(-8)}
    </Link>
  );
  return (
    <PageFrame
      title={t(`ledger.kinds.${kind}`)}
      back={back}
      actions={
        <>
          {reversedById === null && reversesId === null && kind !== "payout" && kind !== "debt_payment" ? (
            <May permission="ledger.decide">
              <ReverseTransfer transferId={transferId} amountMinor={amountMinor} currency={currency} />
            </May>
          ) : null}
          <ShortId id={transferId} />
          <AuditLink of={{ about: transferId }} />
        </>
      }
    >
      <Section title={t("ledger.transferTitle")}>
        <Facts
          facts={[
            { label: t("ledger.amount"), value: <Money minor={amountMinor} currency={currency} /> },
            { label: t("ledger.at"), value: <Instant at={at} format="full" /> },
            ...(orderId
              ? [
                  {
                    label: t("ledger.order"),
                    value: (
                      <Link
                        href={`/orders/${orderId}`}
                        className="touch font-mono text-xs underline underline-offset-4"
                      >
                        {orderId.slice(-8)}
                      </Link>
                    ),
                  },
                ]
              : []),
            ...(description ? [{ label: t("ledger.description"), value: description }] : []),
            ...(reference ? [{ label: t("ledger.reference"), value: reference }] : []),
            ...(reversesId ? [{ label: t("ledger.reverses"), value: linkTo(reversesId) }] : []),
            ...(reversedById ? [{ label: t("ledger.reversedBy"), value: linkTo(reversedById) }] : []),
          ]}
        />
      </Section>
      <DataTable
        caption={t("ledger.entries")}
        rows={entries}
        rowKey={(entry) => `${entry.accountId} ${entry.seq}`}
        columns={[
          {
            key: "account",
            header: t("ledger.account"),
            cell: ({ accountId }) => (
              <Link
                href={`/ledger/accounts/${accountId}`}
                className="touch font-mono text-xs font-semibold underline underline-offset-4"
              >
                {accountId.slice(-8)}
              </Link>
            ),
          },
          {
            key: "debit",
            header: t("ledger.debit"),
            cell: (entry) =>
              entry.direction === "out" ? <Money minor={entry.amountMinor} currency={currency} /> : t("common.none"),
            isNumeric: true,
          },
          {
            key: "credit",
            header: t("ledger.credit"),
            cell: (entry) =>
              entry.direction === "in" ? <Money minor={entry.amountMinor} currency={currency} /> : t("common.none"),
            isNumeric: true,
          },
          {
            key: "after",
            header: t("ledger.balanceAfter"),
            cell: ({ balanceAfterMinor }) => <Money minor={balanceAfterMinor} currency={currency} />,
            isNumeric: true,
          },
        ]}
      />
    </PageFrame>
  );
}
