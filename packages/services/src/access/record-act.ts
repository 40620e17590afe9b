import type { Actor } from "@atlas/core/actor";
import type { AuditAction } from "@atlas/core/audit";
import type { Transaction } from "@atlas/db/connect";
import { sql } from "drizzle-orm";

/** Who acts, and from where. */
export type Doer = Pick<Actor, "userId" | "address">;

export interface Act {
  readonly action: AuditAction;
  /** Of the kind that the action's table names; null where the act is about no single thing. */
  readonly subjectId: string | null;
  readonly reason: string | null;
  /** What changed, as it was and as it is now. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** What else belongs to it; ids under the name of what they lead to (`userId`, `orderId`), by which the log is searched. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Leaves a row in the audit log, which is committed with what was done, or neither is. */
export async function recordAct(tx: Transaction, by: Doer, act: Act): Promise<void> {
  const { action, subjectId, reason, before, after, details } = act;
  await actFrom(tx, by);
  await tx.execute(sql`
    SELECT ledger.record_act(${by.userId}::uuid, ${action}, ${subjectId}::uuid, ${reason},
      ${JSON.stringify({ ...details, before, after })}::jsonb)`);
}

/** The same for a command that riders, drivers or services may send too: only an operator's use of it is on record. */
export async function recordOperatorAct(tx: Transaction, actor: Actor, act: Act): Promise<void> {
  if (actor.role === "admin") await recordAct(tx, actor, act);
}

/** What the ledger's functions write into the audit log in this transaction has the actor's address. */
export async function actFrom(tx: Transaction, { address }: Pick<Actor, "address">): Promise<void> {
  await tx.execute(sql`SELECT set_config('atlas.client_address', ${address ?? ""}, true)`);
}
