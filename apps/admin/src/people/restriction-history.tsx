"use client";
import { Badge } from "@atlas/ui/badge";
import { Instant } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Person } from "./views.ts";

/** Stands for a reason where a block or suspension took the place of another. */
const REPLACED = "replaced";

/** What was ever put on a person, newest first: by whom, why, until when, and who took it back. */
export function RestrictionHistory({ history }: Pick<Person, "history">): ReactNode {
  const t = useTranslations("people");
  if (history.length === 0) return <p className="text-sm text-muted">{t("historyEmpty")}</p>;
  return (
    <ol className="flex flex-col gap-4 text-sm">
      {history.map((entry) => (
        <li key={entry.restrictionId} className="flex flex-col gap-1">
          <span className="flex flex-wrap items-center gap-2">
            <Badge tone={entry.kind === "block" ? "stop" : "warn"}>{t(`kinds.${entry.kind}`)}</Badge>
            <span className="text-muted">
              <Instant at={entry.placedAt} format="full" /> · {entry.placedBy ?? t("byCommand")}
            </span>
          </span>
          <span className="font-medium">{entry.reason}</span>
          {entry.until ? (
            <span className="text-muted">
              {t("until")} <Instant at={entry.until} format="full" />
            </span>
          ) : null}
          {entry.liftedAt ? (
            <span className="text-muted">
              {t("lifted")} <Instant at={entry.liftedAt} format="full" /> · {entry.liftedBy ?? t("byCommand")} ·{" "}
              {entry.liftReason === REPLACED ? t("replaced") : entry.liftReason}
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
