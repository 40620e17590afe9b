"use client";
import { AUDIT_SUBJECTS, type AuditAction, type AuditSubject, isAuditAction } from "@atlas/core/audit";
import { usePathname, useRouter, useSearchParams } from "next/navigation";

import { isDay } from "../table/calendar-day.ts";

/** What the page's address says: who, what, on what, and from which day to which. */
export interface AuditFilter {
  readonly actorId?: string;
  readonly action?: AuditAction;
  readonly subjectKind?: AuditSubject;
  readonly about?: string;
  /** Days of the operator's calendar, the last one included. */
  readonly fromDay?: string;
  readonly toDay?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The filter of the address, and a function that puts another one there: Back and a reload keep it. */
export function useAuditFilter(): readonly [AuditFilter, (changes: { [K in keyof AuditFilter]?: string }) => void] {
  const params = useSearchParams();
  const router = useRouter();
  const path = usePathname();
  function change(changes: { [K in keyof AuditFilter]?: string }): void {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    router.push(next.size === 0 ? path : `${path}?${next.toString()}`, { scroll: false });
  }
  return [readFilter(params), change];
}

/** What is in the address and means nothing is passed over. */
export function readFilter(params: Pick<URLSearchParams, "get">): AuditFilter {
  const actorId = params.get("actorId") ?? "";
  const action = params.get("action") ?? "";
  const subjectKind = AUDIT_SUBJECTS.find((kind) => kind === params.get("subjectKind"));
  const about = params.get("about")?.trim() ?? "";
  const [fromDay, toDay] = [params.get("fromDay") ?? "", params.get("toDay") ?? ""];
  return {
    ...(UUID.test(actorId) ? { actorId } : {}),
    ...(isAuditAction(action) ? { action } : {}),
    ...(subjectKind ? { subjectKind } : {}),
    ...(about !== "" && about.length <= 64 ? { about } : {}),
    ...(isDay(fromDay) ? { fromDay } : {}),
    ...(isDay(toDay) ? { toDay } : {}),
  };
}

/** What the server is asked for: instants, from midnight to midnight where the operator is. */
export function toAuditInput({ fromDay, toDay, ...filter }: AuditFilter): Omit<AuditFilter, "fromDay" | "toDay"> & {
  readonly from?: string;
  readonly to?: string;
} {
  return {
    ...filter,
    ...(fromDay === undefined ? {} : { from: midnight(fromDay, 0) }),
    ...(toDay === undefined ? {} : { to: midnight(toDay, 1) }),
  };
}

function midnight(day: string, daysLater: number): string {
  const at = new Date(`${day}T00:00:00`);
  at.setDate(at.getDate() + daysLater);
  return at.toISOString();
}
