"use client";
import { Button } from "@atlas/ui/button";
import { useState, type ReactNode } from "react";

import type { Selection } from "./selection.ts";

interface BulkActProps {
  readonly label: string;
  readonly isDangerous?: boolean;
  readonly selection: Selection;
  /** The dialog about what was chosen when it was opened. */
  readonly children: (chosen: readonly string[], onClose: () => void) => ReactNode;
}

/** A button that opens an act on what is chosen. Once it is closed, nothing is chosen any more. */
export function BulkAct({ label, isDangerous = false, selection, children }: BulkActProps): ReactNode {
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  function close(): void {
    setChosen(null);
    selection.set([]);
  }
  return (
    <>
      <Button size="sm" variant={isDangerous ? "danger" : "secondary"} onClick={() => setChosen([...selection.chosen])}>
        {label}
      </Button>
      {chosen === null ? null : children(chosen, close)}
    </>
  );
}
