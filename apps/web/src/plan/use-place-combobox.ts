"use client";
import { type KeyboardEvent, useId, useState } from "react";

import type { PlaceGroup, PlaceOption } from "./place-option.ts";

export interface PlaceCombobox {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly listId: string;
  readonly groups: readonly PlaceGroup[];
  readonly count: number;
  /** What Enter takes. */
  readonly marked: PlaceOption | null;
  readonly mark: (option: PlaceOption) => void;
  readonly choose: (option: PlaceOption) => void;
}

interface Options {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly groups: readonly PlaceGroup[];
  /** Whether the groups are of a text before: then Enter takes none that is not marked by hand. */
  readonly isStale: boolean;
  readonly onChoose: (option: PlaceOption) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** A combobox whose list is always open, by the ARIA pattern: the focus stays in the field. The best result is marked by itself. */
export function usePlaceCombobox({ text, onText, groups, isStale, onChoose }: Options): PlaceCombobox {
  const listId = useId();
  const [markedKey, setMarkedKey] = useState<string | null>(null);
  const options = groups.flatMap((group) => group.options);
  const byHand = options.find(({ key }) => key === markedKey);
  // Of what is only suggested, none is meant until it is pointed at.
  const best = text.trim() === "" || isStale ? undefined : options.find(({ isServed }) => isServed);
  const marked = byHand ?? best ?? null;

  function choose(option: PlaceOption): void {
    if (option.isServed) onChoose(option);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const step = STEPS[event.key];
    if (step !== undefined && options.length > 0) {
      event.preventDefault();
      const at = marked === null ? (step > 0 ? -1 : 0) : options.indexOf(marked);
      const next = options.at((at + step) % options.length);
      setMarkedKey(next?.key ?? null);
      document.getElementById(`${listId}-${next?.key}`)?.scrollIntoView({ block: "nearest" });
    }
    // The letters of some keyboards are put together before Enter takes them.
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (marked !== null) choose(marked);
    }
    if (event.key === "Escape" && text !== "") {
      event.preventDefault();
      onText("");
    }
  }

  return {
    text,
    onText: (typed) => {
      setMarkedKey(null);
      onText(typed);
    },
    onKeyDown,
    listId,
    groups,
    count: options.length,
    marked,
    mark: ({ key }) => setMarkedKey(key),
    choose,
  };
}
