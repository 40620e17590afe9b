"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { uiEn } from "../messages/en.ts";
import { Badge, type Tone } from "./badge.tsx";

/** An order's or a driver's state. */
export type Status = keyof (typeof uiEn)["status"];

/** What to call an order's state: a matched one whose driver still ends another trip is not on the way yet. */
export function statusOf<S extends Status>(order: { readonly status: S; readonly isQueued: boolean }): S | "queued" {
  return order.isQueued ? "queued" : order.status;
}

const TONES: Record<Status, Tone> = {
  CREATED: "warn",
  MATCHED: "info",
  queued: "warn",
  ARRIVED: "action",
  STARTED: "info",
  FINISHED: "go",
  CANCELLED: "stop",
  EXPIRED: "stop",
  available: "go",
  busy: "info",
  offline: "neutral",
  stale: "warn",
};

interface StatusChipProps {
  readonly status: Status;
  /** Other words than a rider's. */
  readonly label?: string;
}

/** The state of an order or a driver as a word with a dot in its colour. */
export function StatusChip({ status, label }: StatusChipProps): ReactNode {
  const t = useTranslations("ui.status");
  return (
    <Badge tone={TONES[status]}>
      <span className="size-1.5 rounded-full bg-current" aria-hidden="true" />
      {label ?? t(status)}
    </Badge>
  );
}
