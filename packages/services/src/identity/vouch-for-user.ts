import { homeCityId } from "../cities/get-city.ts";
import type { IdentityContext } from "./identity-context.ts";
import { type NewUser, openUser } from "./open-user.ts";
import { hashNewPassword } from "./new-password.ts";

type VouchedUser = Pick<NewUser, "email" | "role" | "profile"> & { readonly password: string };

/** Opens an account at once: a service account, which knows its people, has made sure of the address. One that is there stays. */
export async function vouchForUser(
  ctx: IdentityContext,
  { email, password, role, profile }: VouchedUser,
): Promise<void> {
  const [passwordHash, cityId] = [
    await hashNewPassword(ctx.db, password, { email, name: profile.name }),
    await homeCityId(ctx.services, null),
  ];
  await ctx.db.transaction(async (tx) => openUser(tx, ctx, { email, role, profile, passwordHash, cityId }));
}
