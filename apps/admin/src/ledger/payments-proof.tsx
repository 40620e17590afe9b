"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { Input } from "@atlas/ui/field";
import { Money } from "@atlas/ui/figures";
import { Notice } from "@atlas/ui/notice";
import { useNow } from "@atlas/ui/use-now";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { Section } from "../shell/section.tsx";
import { ShortId } from "../shell/short-id.tsx";
import { dayAt, isDay } from "../table/calendar-day.ts";

type Comparison = RouterOutputs["payment"]["reconcile"];

/** Compares a day's payments with the provider's charges and the ledger, on demand. Days end at midnight in UTC. */
export function PaymentsProof(): ReactNode {
  const t = useTranslations("ledger");
  const rpc = useRpc();
  const today = dayAt(useNow(60_000), "UTC");
  const [chosen, setChosen] = useState<string | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const day = chosen ?? today;
  const query = useQuery(
    rpc.payment.reconcile.queryOptions(asked === null ? skipToken : { day: asked }, { staleTime: 0 }),
  );
  const ask = (): void => {
    if (asked === day) void query.refetch();
    else setAsked(day);
  };
  return (
    <Section
      title={t("payments")}
      actions={
        <Button size="sm" isBusy={query.isFetching} onClick={ask}>
          {t("comparePayments")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        <p className="text-muted">{t("paymentsHint")}</p>
        <Input
          label={t("paymentsDay")}
          type="date"
          inputSize="sm"
          value={day}
          max={today}
          onChange={({ target }) => {
            if (isDay(target.value) && target.value <= today) setChosen(target.value);
          }}
        />
        {query.isError ? <ErrorState error={query.error} onRetry={ask} /> : null}
        {query.data === undefined || query.isError ? null : <Findings comparison={query.data} />}
      </div>
    </Section>
  );
}

function Findings({ comparison }: { readonly comparison: Comparison }): ReactNode {
  const t = useTranslations("ledger");
  const { differences, payments, charges, credited, isListed, provider } = comparison;
  return (
    <>
      <Notice tone={differences.length === 0 ? "go" : "stop"}>
        {differences.length === 0 ? t("intact") : t("broken")} ·{" "}
        {t("paymentsCompared", { payments, charges, provider })}
      </Notice>
      {isListed ? null : <Notice>{t("paymentsUnlisted")}</Notice>}
      {credited.map(({ currency, amountMinor }) => (
        <p key={currency} className="flex justify-between gap-3">
          <span className="text-muted">{t("paymentsCredited")}</span>
          <span className="font-bold">
            <Money minor={amountMinor} currency={currency} />
          </span>
        </p>
      ))}
      <ul className="flex flex-col gap-2">
        {differences.map(({ kind, paymentId, reference, ours, theirs }) => (
          <li key={`${kind} ${paymentId} ${reference}`} className="flex flex-wrap justify-between gap-x-3">
            <span className="min-w-0">
              <span className="block text-stop">{t(`paymentDifferences.${kind}`)}</span>
              <span className="block break-all text-muted">
                {t("paymentsDifference", { ours: ours ?? "–", theirs: theirs ?? "–" })} · {reference ?? "–"}
              </span>
            </span>
            {paymentId === null ? null : <ShortId id={paymentId} />}
          </li>
        ))}
      </ul>
    </>
  );
}
