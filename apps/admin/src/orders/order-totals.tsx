"use client";
import type { RouterInputs, RouterOutputs } from "@atlas/api/router";
import { useRpc } from "@atlas/features/rpc";
import { classNames } from "@atlas/ui/class-names";
import { Money } from "@atlas/ui/figures";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { type Column, FOOT_CELL, look } from "../table/data-table.tsx";

type OrderRow = RouterOutputs["ops"]["orders"]["items"][number];

interface OrderTotalsProps {
  readonly filter: RouterInputs["ops"]["orderTotals"];
  readonly columns: readonly Column<OrderRow>[];
  /** Cells before the first column. */
  readonly before?: number;
}

/** The last line of the list: how many orders there are, and what they cost together. */
export function OrderTotals({ filter, columns, before = 0 }: OrderTotalsProps): ReactNode {
  const t = useTranslations();
  const totals = useQuery(useRpc().ops.orderTotals.queryOptions(filter)).data;
  return (
    <tr>
      {before > 0 ? <td colSpan={before} className={FOOT_CELL} /> : null}
      {columns.map((column, index) => (
        <td key={column.key} className={classNames(FOOT_CELL, "whitespace-nowrap", look(column))}>
          {totals === undefined ? null : index === 0 ? (
            t(totals.hasMore ? "table.manyRows" : "table.rows", { count: totals.count })
          ) : column.key === "fare" && totals.fareMinor !== null ? (
            <Money minor={totals.fareMinor} currency={totals.currency} />
          ) : null}
        </td>
      ))}
    </tr>
  );
}
