"use client";
import { useRpc } from "@atlas/features/rpc";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant } from "@atlas/ui/figures";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AlertFinding } from "../alerts/alert-finding.tsx";
import { AlertOutcome, AlertSeverity } from "../alerts/alert-state.tsx";
import { ResolveAlert } from "../alerts/resolve-alert.tsx";
import { Section } from "../shell/section.tsx";

/** What operators were alarmed of on this order; nothing at all where there was nothing. */
export function OrderAlerts({ orderId }: { readonly orderId: string }): ReactNode {
  const t = useTranslations("alerts");
  const rpc = useRpc();
  const { data, error, refetch } = useQuery(rpc.ops.alerts.queryOptions({ orderId, limit: 100 }));
  if (data === undefined && error !== null) {
    return (
      <Section title={t("title")}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Section>
    );
  }
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Section title={t("title")}>
      <ul className="flex flex-col gap-4 text-sm">
        {data.items.toReversed().map((alert) => (
          <li key={alert.alertId} className="flex flex-col gap-1">
            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <span className="font-semibold">{t(`kinds.${alert.finding.kind}`)}</span>
              <Instant at={alert.raisedAt} format="dateTime" />
            </div>
            <p className="text-muted">
              <AlertFinding finding={alert.finding} />
            </p>
            <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <AlertSeverity {...alert} />
              {alert.resolvedAt === null ? <ResolveAlert alertId={alert.alertId} /> : <AlertOutcome {...alert} />}
            </div>
            {alert.note === null ? null : <p>{alert.note}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
