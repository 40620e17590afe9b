"use client";
import { useState } from "react";

/** The rows that are chosen, by key. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly toggle: (key: string) => void;
  readonly set: (keys: readonly string[]) => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Rows that are chosen until what is listed becomes another list. `list` names it. */
export function useSelection(list: string): Selection {
  const [state, setState] = useState({ list, chosen: NONE });
  const chosen = state.list === list ? state.chosen : NONE;
  return {
    chosen,
    set: (keys) => setState({ list, chosen: new Set(keys) }),
    toggle(key) {
      const next = new Set(chosen);
      if (!next.delete(key)) next.add(key);
      setState({ list, chosen: next });
    },
  };
}
