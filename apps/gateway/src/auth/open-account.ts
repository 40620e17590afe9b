import { users } from "@atlas/db/schema/identity";
import type { ServiceContext } from "@atlas/services/context";
import { registerDriver } from "@atlas/services/people/register-driver";
import { registerRider } from "@atlas/services/people/register-rider";
import { eq } from "drizzle-orm";

/** Gives a user what the role needs: a rider a wallet, a driver a wallet and a driver's row. Safe to repeat. */
export async function openAccount(services: ServiceContext, userId: string): Promise<void> {
  await services.db.transaction(async (tx) => {
    const [user] = await tx.select({ role: users.role, cityId: users.cityId }).from(users).where(eq(users.id, userId));
    if (user?.role === "rider") await registerRider(tx, services, { userId, cityId: user.cityId });
    if (user?.role === "driver") await registerDriver(tx, services, { userId, cityId: user.cityId });
  });
}
