import { type AlertFinding, SEVERITY_OF } from "@atlas/core/alerts/alert";
import { alerts } from "@atlas/db/schema/alerts";
import type { ServiceContext } from "../context.ts";
import type { UnitOfWork } from "../messaging/in-transaction.ts";

/** Whom an alert is about. */
export interface AlertSubject {
  readonly cityId: string;
  readonly orderId?: string | null;
  readonly driverId?: string | null;
  readonly riderId?: string | null;
}

export interface NewAlert {
  readonly about: AlertSubject;
  readonly finding: AlertFinding;
  /** One row per key, however often the same is found. */
  readonly episodeKey: string;
  readonly passedAt: Date;
}

/** Alarms operators, once. Returns the alert's id; null where it was raised before, whatever has become of it since. */
export async function raiseAlert(
  tx: UnitOfWork,
  ctx: Pick<ServiceContext, "newId" | "clock">,
  { about, finding, episodeKey, passedAt }: NewAlert,
): Promise<string | null> {
  const [raised] = await tx
    .insert(alerts)
    .values({
      id: ctx.newId(),
      ...about,
      ...finding,
      severity: SEVERITY_OF[finding.kind],
      episodeKey,
      passedAt,
      raisedAt: ctx.clock(),
    })
    .onConflictDoNothing({ target: alerts.episodeKey })
    .returning({ id: alerts.id });
  if (!raised) return null;
  publishAlert(tx, { id: raised.id, cityId: about.cityId, orderId: about.orderId ?? null });
  return raised.id;
}

/** Tells operators, and those who watch the order. */
export function publishAlert(
  tx: UnitOfWork,
  { id: alertId, cityId, orderId }: { readonly id: string; readonly cityId: string; readonly orderId: string | null },
): void {
  tx.publish({ kind: "alert", cityId, alertId, orderId });
}
