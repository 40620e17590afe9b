import type { Actor, Role } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { users } from "@atlas/db/schema/identity";
import { eq } from "drizzle-orm";
import type { CityView } from "../cities/city-view.ts";
import { getCity } from "../cities/get-city.ts";
import type { ServiceContext } from "../context.ts";
import { driverProfile, type DriverProfile } from "./driver-profile.ts";

/** Who is signed in, and where. `driver` is there for drivers only. */
export interface AccountView {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly locale: string | null;
  readonly city: CityView;
  readonly driver: DriverProfile | null;
}

/** The signed-in user's own account. @throws DomainError UNAUTHENTICATED when the user is gone */
export async function getAccount(ctx: ServiceContext, actor: Actor): Promise<AccountView> {
  const [user] = await ctx.db.select().from(users).where(eq(users.id, actor.userId));
  if (!user) throw new DomainError("UNAUTHENTICATED", "This account is gone. Sign in again.");
  const [city, driver] = await Promise.all([
    getCity(ctx, actor, { cityId: user.cityId }),
    user.role === "driver" ? driverProfile(ctx, actor, {}) : null,
  ]);
  return { userId: user.id, name: user.name, email: user.email, role: user.role, locale: user.locale, city, driver };
}
