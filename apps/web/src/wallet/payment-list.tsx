"use client";
import { useRpc } from "@atlas/features/rpc";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Card } from "@atlas/ui/card";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant, Money } from "@atlas/ui/figures";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Payment } from "../views.ts";

const MAX_SHOWN = 5;
const TONES: Record<Payment["state"], Tone> = {
  created: "info",
  pending: "info",
  paid: "go",
  failed: "stop",
  expired: "neutral",
  refunded: "neutral",
};

/** The last payments into the wallet; each leads to where it can be gone on with. */
export function PaymentList(): ReactNode {
  const t = useTranslations("wallet");
  const rpc = useRpc();
  const payments = useQuery(rpc.payment.list.queryOptions({ limit: MAX_SHOWN }));
  if (payments.isError) return <ErrorState error={payments.error} onRetry={() => void payments.refetch()} />;
  // Most riders have paid by nothing but cash: an empty list says nothing that they need.
  if (payments.data === undefined || payments.data.length === 0) return null;
  return (
    <section aria-labelledby="payments-title" className="flex flex-col gap-3">
      <h2 id="payments-title" className="text-lg font-bold">
        {t("payments")}
      </h2>
      <Card isPadded={false}>
        <ul className="divide-y divide-line">
          {payments.data.map(({ paymentId, method, amountMinor, currency, state, finding, createdAt }) => (
            <li key={paymentId}>
              <Link
                href={`/wallet?payment=${paymentId}`}
                className="flex min-h-16 items-center gap-3 px-4 py-2.5 text-ink hover:bg-sunken"
              >
                <span className="min-w-0 grow">
                  <span className="block font-semibold">{t(`methods.${method}`)}</span>
                  <span className="block text-sm text-muted">
                    <Instant at={createdAt} />
                  </span>
                </span>
                <span className="flex shrink-0 flex-col items-end gap-1">
                  <span className="font-bold">
                    <Money minor={amountMinor} currency={currency} />
                  </span>
                  <Badge tone={finding === null ? TONES[state] : "warn"}>
                    {finding === null ? t(`states.${state}`) : t("states.heldBack")}
                  </Badge>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </section>
  );
}
