"use client";
import { APPROVAL_KINDS, APPROVAL_STATES } from "@atlas/core/ledger";
import { useRpc } from "@atlas/features/rpc";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Stamp } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { ChoiceFilter } from "../table/choice-filter.tsx";
import { ColumnsMenu, shownColumns } from "../table/columns-menu.tsx";
import { DayRangeFilter } from "../table/day-range-filter.tsx";
import { ListBar } from "../table/list-bar.tsx";
import { AS_STEP, isFiltered, unfiltered } from "../table/list-state.ts";
import { PagedTable } from "../table/paged-table.tsx";
import { ViewsMenu } from "../table/views-menu.tsx";
import { APPROVAL_LIST, approvalFilterOf } from "./approval-filter.ts";
import { DecideApproval } from "./decide-approval.tsx";
import { useApprovalColumns } from "./use-approval-columns.tsx";
import type { AskedApproval } from "./views.ts";

/** What operators asked a second one for: what waits, and what became of the rest. */
export function ApprovalsPage(): ReactNode {
  const t = useTranslations("approvals");
  const rpc = useRpc();
  const [list, setList] = useQueryStates(APPROVAL_LIST, AS_STEP);
  const [asked, setAsked] = useState<AskedApproval | null>(null);
  const requests = useInfiniteQuery(
    rpc.approvals.list.infiniteQueryOptions(
      { limit: 50, ...approvalFilterOf(list) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const columns = useApprovalColumns(setAsked);
  return (
    <PageFrame title={t("title")} hint={t("hint")} isList>
      <ListBar
        isFiltered={isFiltered({ ...list, state: list.state === "waiting" ? null : list.state })}
        onClear={() => void setList(unfiltered(list))}
        tools={
          <>
            <ViewsMenu list="approvals" state={APPROVAL_LIST} />
            <ColumnsMenu
              columns={columns}
              chosen={list.columns}
              onChange={(chosen) => void setList({ columns: chosen && [...chosen] })}
            />
          </>
        }
      >
        <ApprovalFilters />
      </ListBar>
      <PagedTable
        caption={t("title")}
        columns={shownColumns(columns, list.columns)}
        query={requests}
        rowKey={({ requestId }) => requestId}
        isFilling
        empty={{ icon: <Stamp aria-hidden="true" />, title: t("empty"), hint: t("emptyHint") }}
      />
      {asked ? <DecideApproval {...asked} onClose={() => setAsked(null)} /> : null}
    </PageFrame>
  );
}

function ApprovalFilters(): ReactNode {
  const t = useTranslations("approvals");
  const rpc = useRpc();
  const staff = useQuery(rpc.staff.list.queryOptions());
  const [list, setList] = useQueryStates(APPROVAL_LIST, AS_STEP);
  return (
    <>
      <ChoiceFilter
        label={t("state")}
        options={APPROVAL_STATES.map((value) => ({ value, label: t(`states.${value}`) }))}
        chosen={list.state === "all" ? [] : [list.state]}
        onChange={([state]) => void setList({ state: state ?? "all" })}
        isSingle
      />
      <ChoiceFilter
        label={t("kind")}
        options={APPROVAL_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        chosen={list.kind ? [list.kind] : []}
        onChange={([kind = null]) => void setList({ kind })}
        isSingle
      />
      <ChoiceFilter
        label={t("requestedBy")}
        options={(staff.data ?? []).map(({ userId, name }) => ({ value: userId, label: name }))}
        chosen={list.by ? [list.by] : []}
        onChange={([by = null]) => void setList({ by })}
        isSingle
      />
      <DayRangeFilter
        label={t("requestedAt")}
        range={{ from: list.from, to: list.to }}
        onChange={(range) => void setList(range)}
      />
    </>
  );
}
