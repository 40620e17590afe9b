"use client";
import { classNames } from "@atlas/ui/class-names";
import type { ReactNode } from "react";

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers are aligned to the right. */
  readonly isNumeric?: boolean;
  /** Hidden on phones. */
  readonly isSecondary?: boolean;
  /** What may break into lines and is never cut: sentences, and buttons beside one another. */
  readonly isProse?: boolean;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** A last row, set apart: totals. */
  readonly footer?: ReactNode;
}

/** Dense rows of 36 px with a head that stays in sight. The caption is for assistive technology. */
export function DataTable<Row>({ caption, columns, rows, rowKey, footer }: DataTableProps<Row>): ReactNode {
  return (
    <div
      className="overflow-x-auto rounded-card border border-line bg-raised"
      tabIndex={0}
      role="region"
      aria-label={caption}
    >
      <table className="w-full border-collapse text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line bg-sunken text-left text-xs text-muted">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classNames("h-9 whitespace-nowrap px-3 font-semibold", look(column))}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="border-b border-line last:border-b-0 hover:bg-sunken">
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={classNames(
                    "h-9 px-3",
                    column.isProse ? "max-w-96 py-1.5" : "max-w-64 truncate",
                    look(column),
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer ? <tfoot className="border-t-2 border-control bg-sunken font-bold">{footer}</tfoot> : null}
      </table>
    </div>
  );
}

function look<Row>(column: Column<Row>): string {
  return classNames(column.isNumeric && "figures text-right", column.isSecondary && "hidden md:table-cell");
}
