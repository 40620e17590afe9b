"use client";
import { Popover } from "@atlas/ui/popover";
import { Columns3 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Column } from "./data-table.tsx";

/** The columns in sight: those that are chosen, or without a choice all that are not optional. In the order of the table. */
export function shownColumns<Row>(columns: readonly Column<Row>[], chosen: readonly string[] | null): Column<Row>[] {
  return columns.filter(({ key, isFixed = false, isOptional = false }) =>
    isFixed ? true : chosen === null ? !isOptional : chosen.includes(key),
  );
}

interface ColumnsMenuProps<Row> {
  readonly columns: readonly Column<Row>[];
  /** Null: as they come. */
  readonly chosen: readonly string[] | null;
  readonly onChange: (chosen: readonly string[] | null) => void;
}

/** Chooses which columns a table shows. */
export function ColumnsMenu<Row>({ columns, chosen, onChange }: ColumnsMenuProps<Row>): ReactNode {
  const t = useTranslations("table");
  const choices = columns.filter(({ isFixed = false }) => !isFixed);
  const shown = shownColumns(columns, chosen).map(({ key }) => key);
  const usual = shownColumns(columns, null).map(({ key }) => key);
  function choose(key: string, isShown: boolean): void {
    const next = columns
      .map((column) => column.key)
      .filter((other) => (other === key ? isShown : shown.includes(other)));
    onChange(next.join() === usual.join() ? null : next);
  }
  return (
    <Popover
      label={t("columns")}
      icon={<Columns3 size={16} aria-hidden="true" />}
      isActive={chosen !== null}
      isLabelHidden
    >
      {() => (
        <fieldset className="flex flex-col">
          <legend className="mb-1 px-2 text-xs font-semibold text-muted">{t("columns")}</legend>
          {choices.map(({ key, header }) => (
            <label
              key={key}
              className="flex min-h-9 cursor-pointer items-center gap-3 rounded-control px-2 hover:bg-sunken max-md:min-h-11"
            >
              <input
                type="checkbox"
                className="size-4.5 shrink-0 accent-action"
                checked={shown.includes(key)}
                onChange={({ target }) => choose(key, target.checked)}
              />
              {header}
            </label>
          ))}
        </fieldset>
      )}
    </Popover>
  );
}
