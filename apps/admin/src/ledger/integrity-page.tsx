"use client";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { Notice } from "@atlas/ui/notice";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useRpc } from "../client/rpc.ts";
import { PageFrame } from "../shell/page-frame.tsx";
import { Section } from "../shell/section.tsx";
import { ShortId } from "../shell/short-id.tsx";
import { LedgerTabs } from "./ledger-tabs.tsx";

/** Two proofs on demand: the hash chain over all transfers, and balances rebuilt from entries. */
export function IntegrityPage(): ReactNode {
  const t = useTranslations("ledger");
  return (
    <PageFrame title={t("integrity")} hint={t("integrityHint")}>
      <LedgerTabs />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ChainCheck />
        <Reconciliation />
      </div>
    </PageFrame>
  );
}

function ChainCheck(): ReactNode {
  const t = useTranslations("ledger");
  const rpc = useRpc();
  const [isAsked, setIsAsked] = useState(false);
  const chain = useQuery(rpc.wallet.verifyChain.queryOptions(isAsked ? {} : skipToken, { staleTime: 0 }));
  return (
    <Section
      title={t("chain")}
      actions={
        <Button size="sm" isBusy={chain.isFetching} onClick={() => (isAsked ? void chain.refetch() : setIsAsked(true))}>
          {t("verify")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-muted">{t("chainHint")}</p>
        {chain.isError ? <ErrorState error={chain.error} onRetry={() => void chain.refetch()} /> : null}
        {chain.data ? (
          <>
            <Notice tone={chain.data.isIntact ? "go" : "stop"}>
              {chain.data.isIntact ? t("intact") : t("broken")} · {t("checked", { count: Number(chain.data.links) })}
            </Notice>
            <p className="break-all font-mono text-xs text-muted">
              {t("lastHead")} {chain.data.headHash || "–"}
            </p>
            <ul className="flex flex-col gap-1">
              {chain.data.breaks.map(({ transferId, problem }) => (
                <li key={`${transferId} ${problem}`} className="flex justify-between gap-3">
                  <span className="text-stop">{problem}</span>
                  <ShortId id={transferId} />
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </Section>
  );
}

function Reconciliation(): ReactNode {
  const t = useTranslations("ledger");
  const rpc = useRpc();
  const [isAsked, setIsAsked] = useState(false);
  const result = useQuery(rpc.wallet.reconcile.queryOptions(isAsked ? {} : skipToken, { staleTime: 0 }));
  return (
    <Section
      title={t("reconcile")}
      actions={
        <Button
          size="sm"
          isBusy={result.isFetching}
          onClick={() => (isAsked ? void result.refetch() : setIsAsked(true))}
        >
          {t("runReconcile")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-muted">{t("reconcileHint")}</p>
        {result.isError ? <ErrorState error={result.error} onRetry={() => void result.refetch()} /> : null}
        {result.data ? (
          <>
            <Notice tone={result.data.isClean ? "go" : "stop"}>
              {result.data.isClean ? t("intact") : t("broken")} · {t("checked", { count: result.data.entries })}
            </Notice>
            <ul className="flex flex-col gap-1">
              {result.data.findings.map((finding) => {
                const id = finding.transferId ?? finding.accountId ?? finding.orderId ?? finding.holdId;
                return (
                  <li key={`${finding.check} ${id}`} className="flex flex-wrap justify-between gap-3">
                    <span className="text-stop">
                      {finding.check}: {finding.actual ?? "–"} ≠ {finding.expected ?? "–"}
                    </span>
                    {id ? <ShortId id={id} /> : null}
                  </li>
                );
              })}
            </ul>
          </>
        ) : null}
      </div>
    </Section>
  );
}
