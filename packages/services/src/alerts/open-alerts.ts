import { cityIdSchema } from "@atlas/core/fields";
import { queryOne } from "@atlas/db/query";
import { alerts } from "@atlas/db/schema/alerts";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { homeCityId } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

const row = z.object({
  open: z.int(),
  urgent: z.int(),
  calls: z.int(),
  newestAlertId: z.uuid().nullable(),
  stamp: z.string().nullable(),
});

/** How many alerts wait for somebody. */
export type OpenAlertsView = z.infer<typeof row>;

/**
 * How many alerts of the city wait for somebody, of them those of high severity, and those in which the rider calls for help; changes
 * whenever one of them does.
 */
export const openAlerts = useCase({
  kind: "query",
  permission: "ops.read",
  within: { cityId: "city" },
  input: z.object({ cityId: cityIdSchema.optional() }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ServiceContext, actor, input): Promise<OpenAlertsView> {
    const cityId = input.cityId ?? (await homeCityId(ctx, actor));
    return await queryOne(
      ctx.db,
      row,
      sql`
        SELECT count(*)::int AS open, (count(*) FILTER (WHERE ${alerts.severity} = 'high'))::int AS urgent,
          (count(*) FILTER (WHERE ${alerts.riderAnswer} = 'help'))::int AS calls,
          max(${alerts.id}::text) AS "newestAlertId", max(${alerts.riderAnsweredAt})::text AS stamp
        FROM ${alerts} WHERE ${eq(alerts.cityId, cityId)} AND ${alerts.resolvedAt} IS NULL`,
    );
  },
});
