"use client";
import { AUDIT_ACTION_NAMES, AUDIT_SUBJECTS, isAuditAction } from "@atlas/core/audit";
import { useRpc } from "@atlas/features/rpc";
import { Instant } from "@atlas/ui/figures";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useCallback, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { ChoiceFilter } from "../table/choice-filter.tsx";
import { ColumnsMenu, shownColumns } from "../table/columns-menu.tsx";
import type { Column } from "../table/data-table.tsx";
import { DayRangeFilter } from "../table/day-range-filter.tsx";
import { ExportList } from "../table/export-list.tsx";
import { ListBar } from "../table/list-bar.tsx";
import { AS_STEP, AS_TYPED, isFiltered, unfiltered } from "../table/list-state.ts";
import { PagedTable } from "../table/paged-table.tsx";
import { SearchBox } from "../table/search-box.tsx";
import { ViewsMenu } from "../table/views-menu.tsx";
import { AuditChange } from "./audit-change.tsx";
import { AUDIT_LIST, auditFilterOf } from "./audit-filter.ts";
import { AuditSubjectLink } from "./audit-subject-link.tsx";
import type { AuditEntry } from "./views.ts";

/** Everything that operators did, newest first, by who, what, on what and when, which stands in the address. */
export function AuditPage(): ReactNode {
  const t = useTranslations("audit");
  const rpc = useRpc();
  const [list, setList] = useQueryStates(AUDIT_LIST, AS_STEP);
  const filter = auditFilterOf(list);
  const entries = useInfiniteQuery(
    rpc.wallet.auditLog.infiniteQueryOptions({ limit: 50, ...filter }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const columns = useAuditColumns();
  return (
    <PageFrame title={t("title")} hint={t("hint")} isList>
      <ListBar
        isFiltered={isFiltered(list)}
        onClear={() => void setList(unfiltered(list))}
        tools={
          <>
            <ViewsMenu list="audit" state={AUDIT_LIST} />
            <ExportList path="/admin/ledger/audit-log.csv" filter={filter} />
            <ColumnsMenu
              columns={columns}
              chosen={list.columns}
              onChange={(chosen) => void setList({ columns: chosen && [...chosen] })}
            />
          </>
        }
      >
        <AuditFilters />
      </ListBar>
      <PagedTable
        caption={t("title")}
        columns={shownColumns(columns, list.columns)}
        query={entries}
        rowKey={({ auditId }) => auditId}
        isFilling
        empty={{ icon: <ScrollText aria-hidden="true" />, title: t("empty"), hint: t("emptyHint") }}
      />
    </PageFrame>
  );
}

function useAuditColumns(): Column<AuditEntry>[] {
  const t = useTranslations("audit");
  return [
    { key: "at", header: t("at"), cell: ({ at }) => <Instant at={at} format="dateTime" />, isFixed: true },
    {
      key: "who",
      header: t("who"),
      cell: ({ actorId, actorName, address }) => (
        <>
          {actorName === null ? t("installation") : <PersonLink userId={actorId}>{actorName}</PersonLink>}
          {address === null ? null : <span className="block font-mono text-xs text-muted">{address}</span>}
        </>
      ),
      isProse: true,
    },
    {
      key: "what",
      header: t("what"),
      cell: ({ action }) => (isAuditAction(action) ? t(`actions.${action}`) : action),
      isProse: true,
      isFixed: true,
    },
    { key: "on", header: t("onWhat"), cell: (entry) => <AuditSubjectLink entry={entry} />, isProse: true },
    {
      key: "why",
      header: t("why"),
      cell: ({ reason, details }) => (
        <>
          {reason ? <span className="block">{reason}</span> : null}
          <AuditChange details={details} />
        </>
      ),
      isProse: true,
      isSecondary: true,
    },
  ];
}

function AuditFilters(): ReactNode {
  const t = useTranslations("audit");
  const rpc = useRpc();
  const staff = useQuery(rpc.staff.list.queryOptions());
  const [list, setList] = useQueryStates(AUDIT_LIST, AS_STEP);
  const search = useCallback((about: string) => void setList({ about: about || null }, AS_TYPED), [setList]);
  const people = (staff.data ?? []).map(({ userId, name }) => ({ value: userId, label: name }));
  const isListed = people.some(({ value }) => value === list.actorId);
  const other = list.actorId && !isListed ? [{ value: list.actorId, label: list.actorId.slice(-8) }] : [];
  const actions = AUDIT_ACTION_NAMES.map((value) => ({ value, label: t(`actions.${value}`) })).toSorted((a, b) =>
    a.label.localeCompare(b.label),
  );
  return (
    <>
      <SearchBox label={t("about")} query={list.about ?? ""} onSearch={search} />
      <ChoiceFilter
        label={t("who")}
        options={[...people, ...other]}
        chosen={list.actorId ? [list.actorId] : []}
        onChange={([actorId = null]) => void setList({ actorId })}
        isSingle
      />
      <ChoiceFilter
        label={t("what")}
        options={actions}
        chosen={list.action ? [list.action] : []}
        onChange={([action = null]) => void setList({ action })}
        isSingle
      />
      <ChoiceFilter
        label={t("kind")}
        options={AUDIT_SUBJECTS.map((value) => ({ value, label: t(`subjects.${value}`) }))}
        chosen={list.subjectKind ? [list.subjectKind] : []}
        onChange={([subjectKind = null]) => void setList({ subjectKind })}
        isSingle
      />
      <DayRangeFilter
        label={t("at")}
        range={{ from: list.fromDay, to: list.toDay }}
        onChange={({ from, to }) => void setList({ fromDay: from, toDay: to })}
      />
    </>
  );
}
