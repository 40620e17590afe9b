import { cityIdSchema } from "@atlas/core/fields";
import type { Database } from "@atlas/db/connect";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../context.ts";
import { useCase } from "../use-case.ts";
import { findCity } from "./find-city.ts";
import type { NamedCity } from "./list-cities.ts";

interface ChoiceContext extends Pick<ServiceContext, "db"> {
  /** Acts as the auth library, whose accounts are. */
  readonly identityDb: Database;
}

/**
 * Makes a city the one in which the operator works: what they ask for without naming a city is of it from then on, on all of their
 * devices.
 */
export const chooseCity = useCase({
  kind: "command",
  permission: "cities.choose",
  within: { cityId: "city" },
  idempotency: "repeatable",
  isAudited: false,
  input: z.object({ cityId: cityIdSchema }),
  refusals: ["CITY_NOT_FOUND"],
  async run(ctx: ChoiceContext, actor, { cityId }): Promise<NamedCity> {
    const { id, name } = await findCity(ctx.db, cityId);
    await ctx.identityDb.update(users).set({ cityId: id }).where(eq(users.id, actor.userId));
    return { cityId: id, name };
  },
});
