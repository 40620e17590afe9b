"use client";
import { ALERT_KINDS, type AlertKind } from "@atlas/core/alerts/alert";
import { useRpc } from "@atlas/features/rpc";
import { Select } from "@atlas/ui/field";
import { RelativeTime } from "@atlas/ui/figures";
import { useInfiniteQuery } from "@tanstack/react-query";
import { BellOff } from "lucide-react";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import type { Column } from "../table/data-table.tsx";
import { PagedTable } from "../table/paged-table.tsx";
import { type Alert, AlertFinding } from "./alert-finding.tsx";
import { AlertOutcome, AlertSeverity } from "./alert-state.tsx";
import { ResolveAlert } from "./resolve-alert.tsx";

const STATES = ["open", "resolved"] as const;
type State = (typeof STATES)[number] | "";

/** What somebody has to look at: trips on which something is wrong, and what looks like cheating. */
export function AlertsPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const [state, setState] = useState<State>("open");
  const [kind, setKind] = useState<AlertKind | "">("");
  const alerts = useInfiniteQuery(
    rpc.ops.alerts.infiniteQueryOptions(
      { limit: 50, ...(state ? { isOpen: state === "open" } : {}), ...(kind ? { kind } : {}) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const all = { value: "", label: t("common.all") };
  return (
    <PageFrame
      title={t("alerts.title")}
      hint={t("alerts.hint")}
      actions={
        <>
          <Select
            label={t("alerts.state")}
            isLabelHidden
            inputSize="sm"
            value={state}
            options={[all, ...STATES.map((value) => ({ value, label: t(`alerts.states.${value}`) }))]}
            onChange={({ target }) => setState(STATES.find((candidate) => candidate === target.value) ?? "")}
          />
          <Select
            label={t("alerts.kind")}
            isLabelHidden
            inputSize="sm"
            value={kind}
            options={[all, ...ALERT_KINDS.map((value) => ({ value, label: t(`alerts.kinds.${value}`) }))]}
            onChange={({ target }) => setKind(ALERT_KINDS.find((candidate) => candidate === target.value) ?? "")}
          />
        </>
      }
    >
      <PagedTable
        caption={t("alerts.title")}
        columns={useColumns()}
        query={alerts}
        rowKey={(alert) => alert.alertId}
        empty={{ icon: <BellOff aria-hidden="true" />, title: t("alerts.empty"), hint: t("alerts.emptyHint") }}
      />
    </PageFrame>
  );
}

function useColumns(): readonly Column<Alert>[] {
  const t = useTranslations();
  const none = <span className="text-muted">{t("common.none")}</span>;
  return [
    {
      key: "severity",
      header: t("alerts.severity"),
      cell: (alert) => <AlertSeverity {...alert} />,
      isSecondary: true,
    },
    {
      key: "kind",
      header: t("alerts.kind"),
      cell: (alert) => (
        <>
          <span className="font-semibold">{t(`alerts.kinds.${alert.finding.kind}`)}</span>
          <span className="block md:hidden">
            <AlertSeverity {...alert} />
            <span className="block text-muted">
              <AlertFinding finding={alert.finding} />
            </span>
          </span>
        </>
      ),
      isProse: true,
    },
    {
      key: "finding",
      header: t("alerts.finding"),
      cell: (alert) => <AlertFinding {...alert} />,
      isSecondary: true,
      isProse: true,
    },
    {
      key: "order",
      header: t("alerts.order"),
      cell: ({ orderId }) =>
        orderId ? (
          <Link
            href={`/orders/${orderId}`}
            className="touch font-mono text-xs font-semibold underline underline-offset-4"
          >
            {orderId.slice(-8)}
          </Link>
        ) : (
          none
        ),
    },
    { key: "driver", header: t("alerts.driver"), cell: ({ driver }) => driver?.name ?? none, isSecondary: true },
    { key: "rider", header: t("alerts.rider"), cell: ({ rider }) => rider?.name ?? none, isSecondary: true },
    {
      key: "raised",
      header: t("alerts.raised"),
      cell: ({ raisedAt }) => <RelativeTime at={raisedAt} />,
      isSecondary: true,
    },
    {
      key: "state",
      header: t("alerts.state"),
      cell: (alert) => (alert.resolvedAt ? <AlertOutcome {...alert} /> : <ResolveAlert alertId={alert.alertId} />),
    },
  ];
}
