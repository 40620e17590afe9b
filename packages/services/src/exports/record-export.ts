import type { Actor } from "@atlas/core/actor";
import type { AuditAction } from "@atlas/core/audit";
import { recordOperatorAct } from "../access/record-act.ts";
import type { ServiceContext } from "../context.ts";

/** Puts on record that a list leaves Atlas as a file, and by which filter; before its first line. */
export async function recordExport(
  ctx: Pick<ServiceContext, "db">,
  actor: Actor,
  action: AuditAction,
  filter: Readonly<Record<string, unknown>>,
): Promise<void> {
  const details = Object.entries(filter).map(([field, value]) => [
    field,
    typeof value === "bigint" ? value.toString() : value,
  ]);
  await ctx.db.transaction(async (tx) =>
    recordOperatorAct(tx, actor, {
      action,
      subjectId: null,
      reason: null,
      details: { filter: Object.fromEntries(details) },
    }),
  );
}
