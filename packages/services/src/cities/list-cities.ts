import { cities } from "@atlas/db/schema/cities";
import { asc } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";

export interface NamedCity {
  readonly cityId: string;
  readonly name: string;
}

/** Every city of the installation, by name: for whom a role can be. */
export const listCities = useCase({
  kind: "query",
  permission: "staff.read",
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db">): Promise<{ readonly items: readonly NamedCity[] }> {
    const items = await ctx.db.select({ cityId: cities.id, name: cities.name }).from(cities).orderBy(asc(cities.name));
    return { items };
  },
});
