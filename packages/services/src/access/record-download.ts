import type { Actor } from "@atlas/core/actor";
import type { AuditAction } from "@atlas/core/audit";
import type { ServiceContext } from "../context.ts";
import { recordAct } from "./record-act.ts";

interface Download {
  readonly action: AuditAction;
  readonly subjectId: string | null;
  /** What was asked for: the range, the filters. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** An operator takes data out as a file: on record before the first byte leaves. What comes in pages is recorded with its first. */
export async function recordDownload(
  { db }: Pick<ServiceContext, "db">,
  actor: Actor,
  { action, subjectId, input }: Download,
): Promise<void> {
  if (actor.role !== "admin") return;
  await db.transaction(async (tx) => recordAct(tx, actor, { action, subjectId, reason: null, details: { input } }));
}
