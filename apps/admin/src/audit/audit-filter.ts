import type { RouterInputs } from "@atlas/api/router";
import { AUDIT_ACTION_NAMES, AUDIT_SUBJECTS } from "@atlas/core/audit";
import { type inferParserType, parseAsStringLiteral } from "nuqs";

import { LIST_STATE, parseAsAbout, parseAsDay, parseAsId } from "../table/list-state.ts";

/** The audit log in its address: who, what, on what, and on which days. */
export const AUDIT_LIST = {
  columns: LIST_STATE.columns,
  actorId: parseAsId,
  action: parseAsStringLiteral(AUDIT_ACTION_NAMES),
  subjectKind: parseAsStringLiteral(AUDIT_SUBJECTS),
  about: parseAsAbout,
  fromDay: parseAsDay,
  toDay: parseAsDay,
};

/** What leads to the log about an object, or of an operator. */
export type AuditAddress = { readonly about: string } | { readonly actorId: string };

/** What the gateway is asked for. */
export function auditFilterOf(
  list: inferParserType<typeof AUDIT_LIST>,
): Omit<RouterInputs["wallet"]["auditLog"], "cursor" | "limit"> {
  return {
    ...(list.actorId ? { actorId: list.actorId } : {}),
    ...(list.action ? { action: list.action } : {}),
    ...(list.subjectKind ? { subjectKind: list.subjectKind } : {}),
    ...(list.about ? { about: list.about } : {}),
    ...(list.fromDay ? { fromDay: list.fromDay } : {}),
    ...(list.toDay ? { toDay: list.toDay } : {}),
  };
}
