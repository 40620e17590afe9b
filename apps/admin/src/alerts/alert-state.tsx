"use client";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Instant } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { Alert } from "./alert-finding.tsx";

const TONES: Readonly<Record<Alert["severity"], Tone>> = { low: "neutral", medium: "warn", high: "stop" };

/** How urgent an alert is, and what the rider has said. */
export function AlertSeverity({ severity, riderAnswer }: Pick<Alert, "severity" | "riderAnswer">): ReactNode {
  const t = useTranslations("alerts");
  return (
    <span className="inline-flex flex-wrap gap-1.5 md:flex-nowrap">
      <Badge tone={TONES[severity]}>{t(`severities.${severity}`)}</Badge>
      {riderAnswer === null ? null : (
        <Badge tone={riderAnswer === "help" ? "stop" : "go"}>{t(`answers.${riderAnswer}`)}</Badge>
      )}
    </span>
  );
}

/** Who has looked at it, or that it ended by itself. */
export function AlertOutcome({ resolvedAt, resolvedBy, note }: Alert): ReactNode {
  const t = useTranslations("alerts");
  if (resolvedAt === null) return t("open");
  return (
    <span title={note ?? undefined}>
      {resolvedBy === null ? t("endedByItself") : resolvedBy.name} <Instant at={resolvedAt} />
    </span>
  );
}
