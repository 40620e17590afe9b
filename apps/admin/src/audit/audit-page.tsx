"use client";
import { AUDIT_ACTION_NAMES, AUDIT_SUBJECTS, isAuditAction } from "@atlas/core/audit";
import { useRpc } from "@atlas/features/rpc";
import { Button } from "@atlas/ui/button";
import { Input, Select } from "@atlas/ui/field";
import { Instant } from "@atlas/ui/figures";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import type { Column } from "../table/data-table.tsx";
import { ExportList } from "../table/export-list.tsx";
import { PagedTable } from "../table/paged-table.tsx";
import { AuditChange } from "./audit-change.tsx";
import { AuditSubjectLink } from "./audit-subject-link.tsx";
import { toAuditInput, useAuditFilter } from "./use-audit-filter.ts";
import type { AuditEntry } from "./views.ts";

/** Everything that operators did, newest first, by who, what, on what and when. */
export function AuditPage(): ReactNode {
  const t = useTranslations("audit");
  const rpc = useRpc();
  const [filter] = useAuditFilter();
  const entries = useInfiniteQuery(
    rpc.wallet.auditLog.infiniteQueryOptions(
      { limit: 50, ...toAuditInput(filter) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  return (
    <PageFrame
      title={t("title")}
      hint={t("hint")}
      actions={<ExportList path="/admin/ledger/audit-log.csv" filter={toAuditInput(filter)} />}
    >
      <AuditFilters />
      <PagedTable
        caption={t("title")}
        columns={useAuditColumns()}
        query={entries}
        rowKey={({ auditId }) => auditId}
        empty={{ icon: <ScrollText aria-hidden="true" />, title: t("empty"), hint: t("emptyHint") }}
      />
    </PageFrame>
  );
}

function useAuditColumns(): Column<AuditEntry>[] {
  const t = useTranslations("audit");
  return [
    { key: "at", header: t("at"), cell: ({ at }) => <Instant at={at} format="dateTime" /> },
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

/** Who, what, on what, when; kept in the page's address. */
function AuditFilters(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const staff = useQuery(rpc.staff.list.queryOptions());
  const [filter, change] = useAuditFilter();
  const all = { value: "", label: t("common.all") };
  const people = (staff.data ?? []).map(({ userId, name }) => ({ value: userId, label: name }));
  const isListed = people.some(({ value }) => value === filter.actorId);
  const other = filter.actorId && !isListed ? [{ value: filter.actorId, label: filter.actorId.slice(-8) }] : [];
  const actions = AUDIT_ACTION_NAMES.map((value) => ({ value, label: t(`audit.actions.${value}`) })).toSorted((a, b) =>
    a.label.localeCompare(b.label),
  );
  const kinds = AUDIT_SUBJECTS.map((value) => ({ value, label: t(`audit.subjects.${value}`) }));
  return (
    <form
      role="search"
      aria-label={t("audit.filter")}
      className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6"
      onSubmit={(event) => event.preventDefault()}
    >
      <Select
        label={t("audit.who")}
        inputSize="sm"
        value={filter.actorId ?? ""}
        options={[all, ...people, ...other]}
        onChange={({ target }) => change({ actorId: target.value })}
      />
      <Select
        label={t("audit.what")}
        inputSize="sm"
        value={filter.action ?? ""}
        options={[all, ...actions]}
        onChange={({ target }) => change({ action: target.value })}
      />
      <Select
        label={t("audit.kind")}
        inputSize="sm"
        value={filter.subjectKind ?? ""}
        options={[all, ...kinds]}
        onChange={({ target }) => change({ subjectKind: target.value })}
      />
      {/* Its text is the address's: another one there makes it anew. */}
      <Input
        key={filter.about ?? ""}
        label={t("audit.about")}
        inputSize="sm"
        type="search"
        defaultValue={filter.about ?? ""}
        onBlur={({ target }) => {
          if (target.value.trim() !== (filter.about ?? "")) change({ about: target.value.trim() });
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") event.currentTarget.blur();
        }}
      />
      <Input
        label={t("audit.from")}
        inputSize="sm"
        type="date"
        value={filter.fromDay ?? ""}
        onChange={({ target }) => change({ fromDay: target.value })}
      />
      <Input
        label={t("audit.to")}
        inputSize="sm"
        type="date"
        value={filter.toDay ?? ""}
        onChange={({ target }) => change({ toDay: target.value })}
      />
      {Object.keys(filter).length > 0 ? (
        <Button
          size="sm"
          className="col-span-full justify-self-start"
          onClick={() => change({ actorId: "", action: "", subjectKind: "", about: "", fromDay: "", toDay: "" })}
        >
          {t("audit.clear")}
        </Button>
      ) : null}
    </form>
  );
}
