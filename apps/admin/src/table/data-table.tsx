"use client";
import { classNames } from "@atlas/ui/class-names";
import { useRouter } from "next/navigation";
import { useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Selection } from "./selection.ts";
import { useTableKeys } from "./use-table-keys.ts";

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
  /** Stands in every choice of columns: what names a row, and its buttons. */
  readonly isFixed?: boolean;
  /** Left out until somebody chooses it. */
  readonly isOptional?: boolean;
}

export interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** The page of a row, which also has a link in one of its cells. */
  readonly hrefOf?: (row: Row) => string | null;
  /** Rows can be chosen, for acts on several. */
  readonly selection?: Selection;
  /** A last row, set apart: totals. */
  readonly footer?: ReactNode;
  /** On a desktop it takes the height that is left of its page, and scrolls by itself. */
  readonly isFilling?: boolean;
  /** Asked for when the last row is passed by key. */
  readonly onEnd?: () => void;
}

/**
 * Dense rows of 36 px with a head that stays in sight. The caption is for assistive technology. Its keys: `j` and `k` move, Enter opens,
 * `x` chooses.
 */
export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { caption, columns, rows, rowKey, hrefOf, selection, footer, isFilling = false, onEnd } = props;
  const t = useTranslations("table");
  const region = useRef<HTMLDivElement>(null);
  const open = useOpenRow();
  useTableKeys(region, { isOn: isFilling, onChoose: selection?.toggle, onEnd });
  return (
    <div
      ref={region}
      className={classNames(
        "overflow-x-auto rounded-card border border-line bg-raised",
        isFilling && "md:overflow-y-auto md:scroll-pt-9",
      )}
      tabIndex={0}
      role="region"
      aria-label={caption}
    >
      <table className="w-full border-separate border-spacing-0 text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-left text-xs text-muted">
            {selection ? (
              <th scope="col" className={classNames(HEAD, "w-10 px-3")}>
                <Checkbox
                  label={t("chooseAll")}
                  isChecked={rows.length > 0 && rows.every((row) => selection.chosen.has(rowKey(row)))}
                  onChange={(isChosen) => selection.set(isChosen ? rows.map(rowKey) : [])}
                />
              </th>
            ) : null}
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={classNames(HEAD, "whitespace-nowrap px-3 font-semibold", look(column))}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row);
            const href = hrefOf?.(row) ?? null;
            const isChosen = selection?.chosen.has(key) ?? false;
            return (
              <tr
                key={key}
                data-row-key={key}
                tabIndex={-1}
                aria-selected={selection ? isChosen : undefined}
                {...(href === null ? {} : open(href))}
                className={classNames(
                  "group -outline-offset-2 hover:bg-sunken",
                  href !== null && "cursor-pointer",
                  isChosen && "bg-info-soft",
                )}
              >
                {selection ? (
                  <td className={classNames(CELL, "w-10 px-3")}>
                    <Checkbox label={t("choose")} isChecked={isChosen} onChange={() => selection.toggle(key)} />
                  </td>
                ) : null}
                {columns.map((column) => (
                  <td
                    key={column.key}
                    className={classNames(
                      CELL,
                      "px-3",
                      column.isProse ? "max-w-96 py-1.5" : "max-w-64 truncate 2xl:max-w-96",
                      look(column),
                    )}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
        {footer ? <tfoot className="font-bold">{footer}</tfoot> : null}
      </table>
    </div>
  );
}

const HEAD = "sticky top-0 z-10 h-9 border-b border-line bg-sunken";
const CELL = "h-9 border-b border-line group-last:border-b-0";

/** A cell of the footer, which stays in sight at the bottom. */
export const FOOT_CELL = "sticky bottom-0 z-10 h-9 border-t-2 border-control bg-sunken px-3";

export function look<Row>(column: Column<Row>): string {
  return classNames(column.isNumeric && "figures text-right", column.isSecondary && "hidden md:table-cell");
}

interface CheckboxProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}

function Checkbox({ label, isChecked, onChange }: CheckboxProps): ReactNode {
  return (
    <label className="flex items-center justify-center max-md:size-11">
      <input
        type="checkbox"
        aria-label={label}
        className="size-4 accent-action max-md:size-5"
        checked={isChecked}
        onChange={({ target }) => onChange(target.checked)}
      />
    </label>
  );
}

type RowHandlers = Readonly<
  Record<"onClick" | "onAuxClick", (event: MouseEvent<HTMLElement>) => void> &
    Record<"onKeyDown", (event: KeyboardEvent<HTMLElement>) => void>
>;

/** A press on a row opens its page, with Ctrl, ⌘ or the middle button in a tab of its own; what can be pressed inside does what it does. */
function useOpenRow(): (href: string) => RowHandlers {
  const router = useRouter();
  const go = (href: string, isApart: boolean): void => {
    if (isApart) window.open(href, "_blank", "noopener");
    else router.push(href);
  };
  return (href) => ({
    onClick: (event) => {
      if (isOnControl(event.target) || hasMarkedText()) return;
      go(href, event.ctrlKey || event.metaKey);
    },
    onAuxClick: (event) => {
      if (event.button === 1 && !isOnControl(event.target)) go(href, true);
    },
    onKeyDown: (event) => {
      if (event.key === "Enter" && event.target === event.currentTarget) go(href, event.ctrlKey || event.metaKey);
    },
  });
}

function isOnControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, button, input, select, label") !== null;
}

/** Somebody is marking a text to copy it. */
function hasMarkedText(): boolean {
  return (window.getSelection()?.toString() ?? "") !== "";
}
