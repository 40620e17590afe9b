import { idSchema, reasonSchema } from "@atlas/core/fields";
import { alerts } from "@atlas/db/schema/alerts";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { DomainError } from "@atlas/core/errors";
import { recordOperatorAct } from "../access/record-act.ts";
import type { ServiceContext } from "../context.ts";
import { inTransaction } from "../messaging/in-transaction.ts";
import { useCase } from "../use-case.ts";
import { type AlertView, findAlerts } from "./alert-view.ts";
import { lockAlert } from "./find-alert.ts";
import { publishAlert } from "./raise-alert.ts";
import { withdrawQuestion } from "./withdraw-question.ts";

/** Says that somebody has looked at an alert, and what they found. One that is resolved stays as it is. */
export const resolveAlert = useCase({
  kind: "command",
  permission: "ops.act",
  within: { alertId: "alert" },
  idempotency: "repeatable",
  isAudited: true,
  input: z.object({ alertId: idSchema, note: reasonSchema }),
  refusals: ["ALERT_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, { alertId, note }): Promise<AlertView> {
    await inTransaction(ctx, async (tx) => {
      const alert = await lockAlert(tx, alertId);
      if (alert.resolvedAt !== null) return;
      const resolvedBy = actor.role === "admin" ? actor.userId : null;
      await tx.update(alerts).set({ resolvedAt: ctx.clock(), resolvedBy, note }).where(eq(alerts.id, alertId));
      await withdrawQuestion(tx, alert);
      publishAlert(tx, alert);
      const details = { kind: alert.kind, orderId: alert.orderId };
      await recordOperatorAct(tx, actor, { action: "resolve-alert", subjectId: alertId, reason: note, details });
    });
    const [resolved] = await findAlerts(ctx.db, eq(alerts.id, alertId), 1);
    if (!resolved) throw new DomainError("ALERT_NOT_FOUND", "There is no such alert.");
    return resolved;
  },
});
