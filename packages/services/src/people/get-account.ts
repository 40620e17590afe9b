import type { CityRoles, Role, StaffRole } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { type Permission, permissionsOf } from "@atlas/core/permissions";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import type { CityView } from "../cities/city-view.ts";
import { getCity } from "../cities/get-city.ts";
import { z } from "zod";
import { useCase } from "../use-case.ts";
import type { ServiceContext } from "../context.ts";
import { findRestriction, type RestrictionView, toRestrictionView } from "../standing/restriction.ts";
import { type DriverProfile, readDriverProfile } from "./driver-profile.ts";

/** Who is signed in, and where. `driver` is there for drivers only. */
export interface AccountView {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Of an operator; empty for everybody else. */
  readonly staffRoles: readonly StaffRole[];
  /** What an operator is for one city only. */
  readonly cityRoles: CityRoles;
  /** What the account may do in its city, so that a page offers nothing that would be refused. */
  readonly permissions: readonly Permission[];
  readonly locale: string | null;
  readonly city: CityView;
  readonly driver: DriverProfile | null;
  /** What an operator has put on the account; null without. */
  readonly restriction: RestrictionView | null;
}

/** The signed-in user's own account. Who is gone is UNAUTHENTICATED. */
export const getAccount = useCase({
  kind: "query",
  permission: "account.read",
  input: z.object({}),
  refusals: ["CITY_NOT_FOUND", "DRIVER_NOT_FOUND"],
  async run(ctx: ServiceContext, actor): Promise<AccountView> {
    const [user] = await ctx.db.select().from(users).where(eq(users.id, actor.userId));
    if (!user) throw new DomainError("UNAUTHENTICATED", "This account is gone. Sign in again.");
    const [city, restriction, driver] = await Promise.all([
      getCity(ctx, actor, { cityId: user.cityId }),
      findRestriction(ctx.db, user.id),
      user.role === "driver" ? readDriverProfile(ctx, user.id) : null,
    ]);
    return {
      userId: user.id,
      name: user.name,
      email: user.email,
      role: user.role,
      staffRoles: actor.staffRoles ?? [],
      cityRoles: actor.cityRoles ?? {},
      permissions: permissionsOf(actor, user.cityId),
      locale: user.locale,
      city,
      driver,
      restriction: restriction && toRestrictionView(restriction),
    };
  },
});
