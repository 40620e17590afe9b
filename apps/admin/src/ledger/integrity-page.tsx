"use client";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { Notice } from "@atlas/ui/notice";
import { skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { Section } from "../shell/section.tsx";
import { ShortId } from "../shell/short-id.tsx";
import { LedgerTabs } from "./ledger-tabs.tsx";
import { PaymentsProof } from "./payments-proof.tsx";

/** Three proofs on demand: the hash chain over all transfers, balances rebuilt from entries, and payments against the provider. */
export function IntegrityPage(): ReactNode {
  const t = useTranslations("ledger");
  return (
    <PageFrame title={t("integrity")} hint={t("integrityHint")}>
      <LedgerTabs />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <ChainProof />
        <ReconciliationProof />
        <PaymentsProof />
      </div>
    </PageFrame>
  );
}

function ChainProof(): ReactNode {
  const t = useTranslations("ledger");
  const rpc = useRpc();
  const [isAsked, setIsAsked] = useState(false);
  const chain = useQuery(rpc.wallet.verifyChain.queryOptions(isAsked ? {} : skipToken, { staleTime: 0 }));
  return (
    <Proof title={t("chain")} hint={t("chainHint")} action={t("verify")} query={chain} onAsk={() => setIsAsked(true)}>
      {({ isIntact, links, headHash, breaks }) => (
        <>
          <Verdict isSound={isIntact} checked={Number(links)} />
          <p className="break-all font-mono text-xs text-muted">
            {t("lastHead")} {headHash || "–"}
          </p>
          <Faults
            faults={breaks.map(({ problem, position, transferId }) => ({
              text: position === null ? problem : `${problem} (${position})`,
              id: transferId,
            }))}
          />
        </>
      )}
    </Proof>
  );
}

function ReconciliationProof(): ReactNode {
  const t = useTranslations("ledger");
  const rpc = useRpc();
  const [isAsked, setIsAsked] = useState(false);
  const result = useQuery(rpc.wallet.reconcile.queryOptions(isAsked ? {} : skipToken, { staleTime: 0 }));
  return (
    <Proof
      title={t("reconcile")}
      hint={t("reconcileHint")}
      action={t("runReconcile")}
      query={result}
      onAsk={() => setIsAsked(true)}
    >
      {({ isClean, entries, findings }) => (
        <>
          <Verdict isSound={isClean} checked={entries} />
          <Faults
            faults={findings.map(({ check, actual, expected, transferId, accountId, orderId, holdId }) => ({
              text: `${check}: ${actual ?? "–"} ≠ ${expected ?? "–"}`,
              id: transferId ?? accountId ?? orderId ?? holdId,
            }))}
          />
        </>
      )}
    </Proof>
  );
}

interface ProofProps<Data> {
  readonly title: string;
  readonly hint: string;
  readonly action: string;
  /** Idle until it is asked for the first time. */
  readonly query: UseQueryResult<Data, unknown>;
  readonly onAsk: () => void;
  readonly children: (data: Data) => ReactNode;
}

function Proof<Data>({ title, hint, action, query, onAsk, children }: ProofProps<Data>): ReactNode {
  const isIdle = query.isPending && !query.isFetching;
  const ask = (): void => (isIdle ? onAsk() : void query.refetch());
  return (
    <Section
      title={title}
      actions={
        <Button size="sm" isBusy={query.isFetching} onClick={ask}>
          {action}
        </Button>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-muted">{hint}</p>
        {query.isError ? <ErrorState error={query.error} onRetry={ask} /> : null}
        {query.data === undefined ? null : children(query.data)}
      </div>
    </Section>
  );
}

function Verdict({ isSound, checked }: { readonly isSound: boolean; readonly checked: number }): ReactNode {
  const t = useTranslations("ledger");
  return (
    <Notice tone={isSound ? "go" : "stop"}>
      {isSound ? t("intact") : t("broken")} · {t("checked", { count: checked })}
    </Notice>
  );
}

function Faults({ faults }: { readonly faults: readonly { text: string; id: string | null }[] }): ReactNode {
  return (
    <ul className="flex flex-col gap-1">
      {faults.map(({ text, id }) => (
        <li key={`${text} ${id}`} className="flex flex-wrap justify-between gap-3">
          <span className="text-stop">{text}</span>
          {id ? <ShortId id={id} /> : null}
        </li>
      ))}
    </ul>
  );
}
