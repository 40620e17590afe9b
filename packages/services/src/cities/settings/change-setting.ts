import { cityIdSchema, instantSchema, reasonSchema } from "@atlas/core/fields";
import { z } from "zod";
import { recordAct } from "../../access/record-act.ts";
import { requireReason } from "../../access/require-reason.ts";
import type { ServiceContext } from "../../context.ts";
import { inTransaction } from "../../messaging/in-transaction.ts";
import { useCase } from "../../use-case.ts";
import { appendSetting } from "./append-setting.ts";

const input = z.object({
  cityId: cityIdSchema,
  /** A name of the table of settings, such as `arrivalRadiusM`. */
  key: z.string().min(1).max(64),
  /** In the setting's unit; amounts in minor units. */
  value: z.int(),
  /** At once when left out. */
  effectiveFrom: instantSchema.optional(),
  reason: reasonSchema,
});

export interface SettingChangeView {
  readonly changeId: string;
  readonly cityId: string;
  readonly key: string;
  readonly value: number;
  /** ISO-8601. */
  readonly effectiveFrom: string;
}

/**
 * Sets one of a city's thresholds from a date on. Every process has it within a moment of the commit, without a restart. Sent again it changes nothing. What is
 * unknown, out of bounds, in the past or in contradiction to another setting is refused (INVALID_INPUT).
 */
export const changeCitySetting = useCase({
  kind: "command",
  permission: "cities.configure",
  within: { cityId: "city" },
  idempotency: "repeatable",
  isAudited: true,
  input,
  refusals: ["CITY_NOT_FOUND", "REASON_REQUIRED"],
  async run(ctx: ServiceContext, actor, { cityId, key, value, effectiveFrom, reason }): Promise<SettingChangeView> {
    const now = ctx.clock();
    const change = { id: ctx.newId(), cityId, key, value, authorId: actor.userId, reason: requireReason(reason) };
    const inForce = await inTransaction(ctx, async (tx) => {
      const { row, before } = await appendSetting(tx, { ...change, effectiveFrom }, now);
      if (row.id !== change.id) return row;
      await recordAct(tx, actor, {
        action: "change-setting",
        subjectId: change.id,
        reason: change.reason,
        before,
        after: value,
        details: { cityId, key, effectiveFrom: row.effectiveFrom },
      });
      tx.publish({ kind: "city-settings", cityId });
      return row;
    });
    ctx.log.info({ cityId, key, value, changeId: inForce.id }, "city.setting-changed");
    return { changeId: inForce.id, cityId, key, value, effectiveFrom: inForce.effectiveFrom.toISOString() };
  },
});
