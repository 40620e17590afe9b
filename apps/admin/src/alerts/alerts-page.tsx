"use client";
import { ALERT_KINDS, ALERT_SEVERITIES } from "@atlas/core/alerts/alert";
import { useRpc } from "@atlas/features/rpc";
import { RelativeTime } from "@atlas/ui/figures";
import { useInfiniteQuery } from "@tanstack/react-query";
import { BellOff } from "lucide-react";
import Link from "next/link";
import { parseAsStringLiteral, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useMay } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { BulkBar } from "../table/bulk-bar.tsx";
import { ChoiceFilter } from "../table/choice-filter.tsx";
import { ColumnsMenu, shownColumns } from "../table/columns-menu.tsx";
import type { Column } from "../table/data-table.tsx";
import { ExportList } from "../table/export-list.tsx";
import { FixedFilter } from "../table/fixed-filter.tsx";
import { ListBar } from "../table/list-bar.tsx";
import { AS_STEP, isFiltered, LIST_STATE, parseAsId, unfiltered } from "../table/list-state.ts";
import { PagedTable } from "../table/paged-table.tsx";
import { useSelection } from "../table/selection.ts";
import { ViewsMenu } from "../table/views-menu.tsx";
import { type Alert, AlertFinding } from "./alert-finding.tsx";
import { AlertOutcome, AlertSeverity } from "./alert-state.tsx";
import { ResolveAlert } from "./resolve-alert.tsx";
import { ResolveAlerts } from "./resolve-alerts.tsx";

const STATES = ["open", "resolved"] as const;

/** The list of alerts in its address: the open ones unless it says otherwise. */
const ALERT_LIST = {
  ...LIST_STATE,
  state: parseAsStringLiteral([...STATES, "all"] as const).withDefault("open"),
  kind: parseAsStringLiteral(ALERT_KINDS),
  severity: parseAsStringLiteral(ALERT_SEVERITIES),
  driver: parseAsId,
};

/** What somebody has to look at: trips on which something is wrong, and what looks like cheating. */
export function AlertsPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const [list, setList] = useQueryStates(ALERT_LIST, AS_STEP);
  const filter = {
    ...(list.state === "all" ? {} : { isOpen: list.state === "open" }),
    ...(list.kind ? { kind: list.kind } : {}),
    ...(list.severity ? { severity: list.severity } : {}),
    ...(list.driver ? { driverId: list.driver } : {}),
  };
  const alerts = useInfiniteQuery(
    rpc.ops.alerts.infiniteQueryOptions({ limit: 50, ...filter }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const columns = useColumns();
  const mayResolve = useMay("ops.act");
  const selection = useSelection(JSON.stringify(filter));
  return (
    <PageFrame title={t("alerts.title")} hint={t("alerts.hint")} isList>
      <ListBar
        isFiltered={isFiltered({ ...list, state: list.state === "open" ? null : list.state })}
        onClear={() => void setList(unfiltered(list))}
        tools={
          <>
            <ViewsMenu list="alerts" state={ALERT_LIST} />
            <ExportList path="/admin/alerts.csv" filter={filter} />
            <ColumnsMenu
              columns={columns}
              chosen={list.columns}
              onChange={(chosen) => void setList({ columns: chosen && [...chosen] })}
            />
          </>
        }
      >
        <ChoiceFilter
          label={t("alerts.state")}
          options={STATES.map((value) => ({ value, label: t(`alerts.states.${value}`) }))}
          chosen={list.state === "all" ? [] : [list.state]}
          onChange={([state]) => void setList({ state: state ?? "all" })}
          isSingle
        />
        <ChoiceFilter
          label={t("alerts.kind")}
          options={ALERT_KINDS.map((value) => ({ value, label: t(`alerts.kinds.${value}`) }))}
          chosen={list.kind ? [list.kind] : []}
          onChange={([kind = null]) => void setList({ kind })}
          isSingle
        />
        <ChoiceFilter
          label={t("alerts.severity")}
          options={ALERT_SEVERITIES.map((value) => ({ value, label: t(`alerts.severities.${value}`) }))}
          chosen={list.severity ? [list.severity] : []}
          onChange={([severity = null]) => void setList({ severity })}
          isSingle
        />
        <FixedFilter
          label={t("alerts.driver")}
          value={list.driver && (alerts.data?.pages[0]?.items[0]?.driver?.name ?? list.driver.slice(-8))}
          onClear={() => void setList({ driver: null })}
        />
      </ListBar>
      <BulkBar selection={selection}>
        <ResolveAlerts selection={selection} />
      </BulkBar>
      <PagedTable
        caption={t("alerts.title")}
        columns={shownColumns(columns, list.columns)}
        hrefOf={({ orderId, driver }) => (orderId ? `/orders/${orderId}` : driver ? `/people/${driver.userId}` : null)}
        {...(mayResolve ? { selection } : {})}
        isFilling
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
      isFixed: true,
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
      isFixed: true,
    },
  ];
}
