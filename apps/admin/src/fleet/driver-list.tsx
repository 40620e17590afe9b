"use client";
import { EmptyState } from "@atlas/ui/empty-state";
import type { CarLook } from "@atlas/ui/map/car-image";
import { classNames } from "@atlas/ui/class-names";
import { memo, useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { LookChip } from "./look-chip.tsx";
import { isMeantElsewhere } from "../table/use-table-keys.ts";

/** A line of the list. */
export interface ListedDriver {
  readonly driverId: string;
  /** Null while it is not known. */
  readonly name: string | null;
  readonly plate: string | null;
  /** Null for a driver who is not on the map. */
  readonly look: CarLook | null;
}

interface DriverListProps {
  readonly label: string;
  readonly drivers: readonly ListedDriver[];
  /** How many more there are than are listed. */
  readonly more: number;
  readonly selectedId: string | null;
  readonly onSelect: (driverId: string) => void;
  readonly emptyHint: string;
}

/**
 * Drivers to choose from. One of them is in the order of Tab; the arrow keys, Home and End move the focus within the list, `j` and `k` from
 * anywhere on the page.
 */
export function DriverList(props: DriverListProps): ReactNode {
  const { label, drivers, more, selectedId, onSelect, emptyHint } = props;
  const t = useTranslations("fleet");
  const list = useRef<HTMLUListElement>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  /** The row that has the focus, or had it when it left the list. */
  const held = useRef<{ readonly element: HTMLElement; readonly row: number } | null>(null);
  const focusedRow = drivers.findIndex(({ driverId }) => driverId === focusedId);
  const tabbable = focusedRow === -1 ? 0 : focusedRow;

  const rowAt = (row: number): HTMLElement | undefined =>
    [...(list.current?.querySelectorAll<HTMLElement>("[data-driver]") ?? [])][row];
  const moveTo = (row: number): void => rowAt(Math.max(0, Math.min(drivers.length - 1, row)))?.focus();

  // A driver who leaves the map under the focus hands it to the one who takes the place.
  useLayoutEffect(() => {
    if (held.current === null || held.current.element.isConnected) return;
    const { row } = held.current;
    held.current = null;
    if (document.activeElement === document.body) moveTo(row);
  });

  const pressAnywhere = useEffectEvent((event: KeyboardEvent) => {
    if ((event.key !== "j" && event.key !== "k") || isMeantElsewhere(event)) return;
    const isInList = list.current?.contains(document.activeElement) === true;
    moveTo(isInList ? tabbable + (event.key === "j" ? 1 : -1) : tabbable);
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => pressAnywhere(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);

  const press = useEffectEvent((event: KeyboardEvent) => {
    const rows: Partial<Record<string, number>> = {
      ArrowDown: tabbable + 1,
      ArrowUp: tabbable - 1,
      Home: 0,
      End: drivers.length - 1,
    };
    const row = rows[event.key];
    if (row === undefined) return;
    event.preventDefault();
    moveTo(row);
  });
  const click = useEffectEvent(({ target }: MouseEvent) => {
    const driverId = rowOf(target)?.dataset["driver"];
    if (driverId !== undefined) onSelect(driverId);
  });
  const focus = useEffectEvent(({ target }: FocusEvent) => {
    const element = rowOf(target);
    if (element === null) return;
    const row = drivers.findIndex(({ driverId }) => driverId === element.dataset["driver"]);
    setFocusedId(drivers[row]?.driverId ?? null);
    held.current = { element, row };
  });
  const isEmpty = drivers.length === 0;
  // Listeners of the list, not of its rows: a row is drawn anew only when it has changed.
  useEffect(() => {
    const element = list.current;
    if (element === null || isEmpty) return;
    const listening = new AbortController();
    const { signal } = listening;
    element.addEventListener("keydown", (event) => press(event), { signal });
    element.addEventListener("click", (event) => click(event), { signal });
    element.addEventListener("focusin", (event) => focus(event), { signal });
    element.addEventListener(
      "focusout",
      ({ target }) => {
        // Later than a removal, which is a loss that the next row makes up for.
        setTimeout(() => {
          if (target instanceof Element && target.isConnected && held.current?.element === target) held.current = null;
        });
      },
      { signal },
    );
    return () => listening.abort();
  }, [isEmpty]);

  if (isEmpty) return <EmptyState title={t("nobody")} hint={emptyHint} />;
  return (
    <>
      <ul ref={list} aria-label={label} className="flex flex-col">
        {drivers.map((driver, row) => (
          <Row
            key={driver.driverId}
            {...driver}
            isSelected={driver.driverId === selectedId}
            isTabbable={row === tabbable}
          />
        ))}
      </ul>
      {more > 0 ? <p className="px-2 pt-2 text-sm text-muted">{t("more", { count: more })}</p> : null}
    </>
  );
}

function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-driver]") : null;
}

interface RowProps extends ListedDriver {
  readonly isSelected: boolean;
  readonly isTabbable: boolean;
}

/** Drawn anew only when it has changed: the list gets a fleet once a second. */
const Row = memo(function Row({ driverId, name, plate, look, isSelected, isTabbable }: RowProps): ReactNode {
  const t = useTranslations("fleet");
  return (
    <li>
      <button
        type="button"
        data-driver={driverId}
        tabIndex={isTabbable ? 0 : -1}
        aria-pressed={isSelected}
        className={classNames(
          "flex min-h-11 w-full items-center justify-between gap-2 rounded-control px-2 text-left text-sm hover:bg-sunken",
          isSelected && "bg-sunken font-semibold",
        )}
      >
        <span className="flex min-w-0 flex-col">
          <span className="truncate">{name ?? driverId.slice(-8)}</span>
          <span className="truncate text-xs text-muted">{plate ?? t("noPlate")}</span>
        </span>
        {look === null ? <span className="text-xs text-muted">{t("offMap")}</span> : <LookChip look={look} />}
      </button>
    </li>
  );
});
