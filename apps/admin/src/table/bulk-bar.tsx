"use client";
import { Button } from "@atlas/ui/button";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Selection } from "./selection.ts";

/** A person may give so many commands in a few seconds, and look through so many lines. */
const MAX_BULK = 40;

interface BulkBarProps {
  readonly selection: Selection;
  /** The buttons; none where too many rows are chosen. */
  readonly children: ReactNode;
}

/** What can be done with the rows that are chosen; nothing to see without one. */
export function BulkBar({ selection, children }: BulkBarProps): ReactNode {
  const t = useTranslations("table");
  const count = selection.chosen.size;
  if (count === 0) return null;
  return (
    <div
      role="group"
      aria-label={t("bulk")}
      className="flex flex-wrap items-center gap-3 rounded-card border border-line bg-info-soft px-3 py-2 text-sm"
    >
      <span role="status" className="font-semibold">
        {t("chosen", { count })}
      </span>
      {count > MAX_BULK ? <span className="text-warn">{t("tooMany", { max: MAX_BULK })}</span> : children}
      <Button size="sm" variant="quiet" className="ml-auto" onClick={() => selection.set([])}>
        {t("chooseNone")}
      </Button>
    </div>
  );
}
