import type { RouterInputs } from "@atlas/api/router";
import { APPROVAL_KINDS, APPROVAL_STATES } from "@atlas/core/ledger";
import { type inferParserType, parseAsStringLiteral } from "nuqs";

import { LIST_STATE, parseAsDay, parseAsId } from "../table/list-state.ts";

/** The list of requests in its address: what waits unless it says otherwise. */
export const APPROVAL_LIST = {
  columns: LIST_STATE.columns,
  state: parseAsStringLiteral([...APPROVAL_STATES, "all"] as const).withDefault("waiting"),
  kind: parseAsStringLiteral(APPROVAL_KINDS),
  by: parseAsId,
  from: parseAsDay,
  to: parseAsDay,
};

/** What the gateway is asked for. */
export function approvalFilterOf(
  list: inferParserType<typeof APPROVAL_LIST>,
): Omit<RouterInputs["approvals"]["list"], "cursor" | "limit"> {
  return {
    ...(list.state === "all" ? {} : { state: list.state }),
    ...(list.kind ? { kind: list.kind } : {}),
    ...(list.by ? { requestedBy: list.by } : {}),
    ...(list.from ? { fromDay: list.from } : {}),
    ...(list.to ? { toDay: list.to } : {}),
  };
}
