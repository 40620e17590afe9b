"use client";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { ErrorState } from "@atlas/ui/error-state";
import { Money } from "@atlas/ui/figures";
import { Skeleton } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AuditLink } from "../audit/audit-link.tsx";
import { BackLink } from "../shell/back-link.tsx";
import { May } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { ShortId } from "../shell/short-id.tsx";
import { AccountStatement } from "./account-statement.tsx";
import { MoveMoney } from "./move-money.tsx";

/** One account: its balances now, and every entry behind them. */
export function AccountPage({ accountId }: { readonly accountId: string }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const account = useQuery(rpc.wallet.account.queryOptions({ accountId }));
  if (account.isError) {
    return (
      <PageFrame title={t("ledger.account")} back={<BackLink href="/ledger">{t("ledger.accounts")}</BackLink>}>
        <ErrorState error={account.error} onRetry={() => void account.refetch()} />
      </PageFrame>
    );
  }
  const totals = account.data
    ? [
        { label: t("ledger.posted"), minor: account.data.postedMinor },
        { label: t("ledger.held"), minor: account.data.heldMinor },
        { label: t("ledger.free"), minor: account.data.availableMinor },
      ]
    : [];
  return (
    <PageFrame
      title={account.data?.name ?? t("ledger.account")}
      back={<BackLink href="/ledger">{t("ledger.accounts")}</BackLink>}
      actions={
        <>
          {account.data?.ownerId && !account.data.kind.endsWith("_debt") ? (
            <May permission="ledger.post">
              <MoveMoney accountId={accountId} userId={account.data.ownerId} currency={account.data.currency} />
            </May>
          ) : null}
          {account.data?.isFrozen ? <Badge tone="stop">{t("ledger.frozen")}</Badge> : null}
          <ShortId id={accountId} />
          <AuditLink of={{ about: accountId }} />
        </>
      }
    >
      {account.data ? (
        <dl className="grid gap-px overflow-hidden rounded-card border border-line bg-line sm:grid-cols-3">
          {totals.map(({ label, minor }) => (
            <div key={label} className="flex flex-col-reverse bg-raised px-4 py-3">
              <dt className="text-sm text-muted">{label}</dt>
              <dd className="text-xl font-bold">
                <Money minor={minor} currency={account.data.currency} />
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <Skeleton className="h-20 w-full" />
      )}
      <AccountStatement accountId={accountId} />
    </PageFrame>
  );
}
