"use client";
import { useRpc } from "@atlas/features/rpc";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Card } from "@atlas/ui/card";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant, Money } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

const TONES = {
  requested: "warn",
  approved: "info",
  exported: "info",
  sent: "go",
  refused: "neutral",
  bounced: "stop",
  other: "neutral",
} as const satisfies Record<string, Tone>;

/** The payouts asked for, newest first. */
export function PayoutList(): ReactNode {
  const t = useTranslations("earnings");
  const words = useTranslations("ui");
  const rpc = useRpc();
  const payouts = useQuery(rpc.driver.payouts.queryOptions());
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg font-bold">{t("payouts")}</h2>
      {payouts.error && !payouts.data ? (
        <ErrorState error={payouts.error} onRetry={() => void payouts.refetch()} />
      ) : payouts.data === undefined ? (
        <SkeletonRows rows={2} label={words("loading")} />
      ) : payouts.data.length === 0 ? (
        <p className="text-muted">{t("payoutsEmpty")}</p>
      ) : (
        <Card isPadded={false}>
          <ul className="divide-y divide-line">
            {payouts.data.map((payout) => {
              const state = stateOf(payout.state);
              return (
                <li key={payout.payoutId} className="flex items-center justify-between gap-4 px-4 py-3">
                  <div>
                    <p className="font-bold">
                      <Money minor={payout.amountMinor} currency={payout.currency} />
                    </p>
                    <p className="text-sm text-muted">
                      <Instant at={payout.requestedAt} />
                      {payout.bankAccount ? ` · ${payout.bankAccount.bankName} ${payout.bankAccount.maskedNumber}` : ""}
                      {payout.reason ? ` · ${payout.reason}` : ""}
                    </p>
                  </div>
                  <Badge tone={TONES[state]}>{t(`payoutStates.${state}`)}</Badge>
                </li>
              );
            })}
          </ul>
        </Card>
      )}
    </section>
  );
}

const STATES = ["requested", "approved", "exported", "sent", "refused", "bounced"] as const;

/** A state of a newer server is shown as one that is under way. */
function stateOf(state: string): keyof typeof TONES {
  return STATES.find((known) => known === state) ?? "other";
}
