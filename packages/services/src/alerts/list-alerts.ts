import { ALERT_KINDS, ALERT_SEVERITIES } from "@atlas/core/alerts/alert";
import { cityIdSchema, idSchema, pageFields } from "@atlas/core/fields";
import { alerts } from "@atlas/db/schema/alerts";
import { and, eq, inArray, isNotNull, isNull, lt } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { type AlertView, findAlerts } from "./alert-view.ts";

const DEFAULT_LIMIT = 50;

export interface AlertPage {
  readonly items: readonly AlertView[];
  readonly nextCursor: string | null;
}

/** The city's alerts, newest first. */
export const listAlerts = useCase({
  kind: "query",
  permission: "ops.read",
  within: { cityId: "city", orderId: "order" },
  input: z.object({
    ...pageFields,
    /** Exactly these, as far as they fulfil the rest. */
    alertIds: z.array(idSchema).min(1).max(100).optional(),
    /** Only those that somebody has to look at, or only the others; all when left out. */
    isOpen: z.boolean().optional(),
    kind: z.enum(ALERT_KINDS).optional(),
    severity: z.enum(ALERT_SEVERITIES).optional(),
    /** Those about one driver. */
    driverId: idSchema.optional(),
    /** Those of one order, in whatever city. */
    orderId: idSchema.optional(),
    cityId: cityIdSchema.optional(),
  }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<AlertPage> {
    const limit = input.limit ?? DEFAULT_LIMIT;
    const found = await findAlerts(
      ctx.db,
      and(
        input.orderId === undefined
          ? eq(alerts.cityId, input.cityId ?? (await homeCityId(ctx, actor)))
          : eq(alerts.orderId, input.orderId),
        input.isOpen === undefined ? undefined : (input.isOpen ? isNull : isNotNull)(alerts.resolvedAt),
        input.alertIds && inArray(alerts.id, [...input.alertIds]),
        input.kind && eq(alerts.kind, input.kind),
        input.severity && eq(alerts.severity, input.severity),
        input.driverId === undefined ? undefined : eq(alerts.driverId, input.driverId),
        input.cursor ? lt(alerts.id, input.cursor) : undefined,
      ),
      limit + 1,
    );
    const items = found.slice(0, limit);
    return { items, nextCursor: found.length > limit ? (items.at(-1)?.alertId ?? null) : null };
  },
});
