import { citiesWith, holds } from "@atlas/core/permissions";
import { cities } from "@atlas/db/schema/cities";
import { asc, inArray } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

export interface NamedCity {
  readonly cityId: string;
  readonly name: string;
}

/** The cities for which the operator holds a role, by name. */
export const listCities = useCase({
  kind: "query",
  permission: "cities.choose",
  within: {},
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">, actor): Promise<{ readonly items: readonly NamedCity[] }> {
    const own = holds(actor, "cities.choose") ? undefined : inArray(cities.id, [...citiesWith(actor, "cities.choose")]);
    const named = ctx.db.select({ cityId: cities.id, name: cities.name }).from(cities);
    return { items: await named.where(own).orderBy(asc(cities.name)) };
  },
});
