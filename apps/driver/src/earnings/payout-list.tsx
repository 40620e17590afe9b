"use client";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Card } from "@atlas/ui/card";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant, Money } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useRpc } from "../rpc.ts";

const TONES = {
  requested: "warn",
  approved: "info",
  settled: "go",
  returned: "neutral",
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
              const status = statusOf(payout.status);
              return (
                <li key={payout.payoutId} className="flex items-center justify-between gap-4 px-4 py-3">
                  <div>
                    <p className="font-bold">
                      <Money minor={payout.amountMinor} currency={payout.currency} />
                    </p>
                    <p className="text-sm text-muted">
                      <Instant at={payout.requestedAt} />
                      {payout.reason ? ` · ${payout.reason}` : ""}
                    </p>
                  </div>
                  <Badge tone={TONES[status]}>{t(`payoutStatus.${status}`)}</Badge>
                </li>
              );
            })}
          </ul>
        </Card>
      )}
    </section>
  );
}

const STATUSES = ["requested", "approved", "settled", "returned"] as const;

function statusOf(status: string): keyof typeof TONES {
  return STATUSES.find((known) => known === status.toLowerCase()) ?? "other";
}
