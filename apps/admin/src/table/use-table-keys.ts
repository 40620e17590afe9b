"use client";
import { useEffect, useEffectEvent, type RefObject } from "react";

interface TableKeys {
  /** Tables that are a part of a page leave the keys alone. */
  readonly isOn: boolean;
  readonly onChoose: ((key: string) => void) | undefined;
  readonly onEnd: (() => void) | undefined;
}

/** `j` and `k` move the focus over the rows of a table, `x` chooses the one that has it, `/` leads to the search of the page. */
export function useTableKeys(region: RefObject<HTMLElement | null>, { isOn, onChoose, onEnd }: TableKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!isOn || isMeantElsewhere(event)) return;
    const rows = [...(region.current?.querySelectorAll<HTMLElement>("tr[data-row-key]") ?? [])];
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const key = rows[here]?.dataset["rowKey"];
    if (event.key === "j" && here === rows.length - 1 && here !== -1) onEnd?.();
    else if (event.key === "j") rows[here + 1]?.focus();
    else if (event.key === "k") rows[here === -1 ? 0 : Math.max(0, here - 1)]?.focus();
    else if (event.key === "x" && key !== undefined) onChoose?.(key);
    else if (event.key === "/") document.querySelector<HTMLElement>("[data-list-search]")?.focus();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}

/** A key with Ctrl or ⌘ is the browser's, one in a field is text, and one in an open dialog is the dialog's. */
export function isMeantElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector('[role="dialog"]') !== null) return true;
  const field = event.target instanceof Element ? event.target.closest("input, select, textarea") : null;
  return field !== null && !(field instanceof HTMLInputElement && field.type === "checkbox");
}
