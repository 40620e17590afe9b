"use client";
import { useRpc } from "@atlas/features/rpc";
import { useLocale } from "@atlas/ui/client/use-locale";
import { ErrorState } from "@atlas/ui/error-state";
import { Money } from "@atlas/ui/figures";
import { formatMoney } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { DataTable } from "../table/data-table.tsx";
import { LedgerTabs } from "./ledger-tabs.tsx";

/** Debits and credits of the accounts of each kind, and whether each currency balances. */
export function TrialBalancePage(): ReactNode {
  const t = useTranslations();
  const locale = useLocale();
  const rpc = useRpc();
  const trial = useQuery(rpc.wallet.trialBalance.queryOptions({}));
  return (
    <PageFrame title={t("ledger.trialBalance")} hint={t("ledger.trialBalanceHint")}>
      <LedgerTabs />
      {trial.isPending ? <SkeletonRows rows={8} label={t("ui.loading")} /> : null}
      {trial.isError ? <ErrorState error={trial.error} onRetry={() => void trial.refetch()} /> : null}
      {trial.data ? (
        <>
          {trial.data.totals.map(({ currency, debitMinor, creditMinor, isBalanced }) => (
            <Notice key={currency} tone={isBalanced ? "go" : "stop"}>
              {isBalanced
                ? t("ledger.balanced")
                : t("ledger.unbalanced", {
                    difference: formatMoney(BigInt(debitMinor) - BigInt(creditMinor), currency, locale),
                  })}
            </Notice>
          ))}
          <DataTable
            caption={t("ledger.trialBalance")}
            rows={trial.data.rows}
            rowKey={(row) => `${row.currency} ${row.kind}`}
            columns={[
              {
                key: "account",
                header: t("ledger.account"),
                cell: ({ code, kind }) => (
                  <>
                    <span className="figures text-muted">{code}</span>{" "}
                    <Link href={`/ledger?kind=${kind}`} className="touch font-semibold underline underline-offset-4">
                      {t(`ledger.kinds.${kind}`)}
                    </Link>
                  </>
                ),
              },
              {
                key: "accounts",
                header: t("ledger.accountCount"),
                cell: ({ accounts }) => <span className="figures">{accounts}</span>,
                isNumeric: true,
                isSecondary: true,
              },
              {
                key: "debit",
                header: t("ledger.debit"),
                cell: ({ debitMinor, currency }) => <Money minor={debitMinor} currency={currency} />,
                isNumeric: true,
              },
              {
                key: "credit",
                header: t("ledger.credit"),
                cell: ({ creditMinor, currency }) => <Money minor={creditMinor} currency={currency} />,
                isNumeric: true,
              },
              {
                key: "balance",
                header: t("ledger.balance"),
                cell: ({ balanceMinor, currency }) => <Money minor={balanceMinor} currency={currency} />,
                isNumeric: true,
                isSecondary: true,
              },
            ]}
            footer={trial.data.totals.map(({ currency, debitMinor, creditMinor }) => (
              <tr key={currency} className="h-10">
                <th scope="row" className="px-3 text-left">
                  {t("ledger.total", { currency })}
                </th>
                <td className="hidden md:table-cell" />
                <td className="figures px-3 text-right">
                  <Money minor={debitMinor} currency={currency} />
                </td>
                <td className="figures px-3 text-right">
                  <Money minor={creditMinor} currency={currency} />
                </td>
                <td className="hidden md:table-cell" />
              </tr>
            ))}
          />
        </>
      ) : null}
    </PageFrame>
  );
}
