import type { Transaction } from "@atlas/db/connect";
import { staffRoles, users } from "@atlas/db/schema/identity";
import { and, asc, eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { isAdmitted } from "../standing/restriction.ts";

/**
 * The owners who can sign in and have done so, held until the transaction ends: of two who take each other's role away, the second sees what the first
 * did. Once the demo is over its accounts own nothing.
 */
export async function lockOwners(tx: Transaction, { isDemo }: Pick<ServiceContext, "isDemo">): Promise<string[]> {
  await tx
    .select({ userId: staffRoles.userId })
    .from(staffRoles)
    .where(eq(staffRoles.role, "owner"))
    .orderBy(asc(staffRoles.userId))
    .for("update");
  const owners = await tx
    .select({ userId: users.id })
    .from(staffRoles)
    .innerJoin(users, eq(users.id, staffRoles.userId))
    .where(
      and(
        eq(staffRoles.role, "owner"),
        eq(users.emailVerified, true),
        isDemo ? undefined : eq(users.isDemo, false),
        isAdmitted(tx),
      ),
    );
  return owners.map(({ userId }) => userId);
}
