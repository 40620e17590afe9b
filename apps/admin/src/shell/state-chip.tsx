"use client";
import { StatusChip, type Status } from "@atlas/ui/status-chip";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** The state of an order or a driver in operators' words: riders read what it means for them. */
export function StateChip({ status }: { readonly status: Status }): ReactNode {
  return <StatusChip status={status} label={useTranslations("status")(status)} />;
}
