import type { Role } from "@atlas/core/actor";
import type { Transaction } from "@atlas/db/connect";
import { cities } from "@atlas/db/schema/cities";
import { credentials, type SignUpProfile, users } from "@atlas/db/schema/identity";
import { sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { lockEmail } from "./find-user.ts";

export interface NewUser {
  readonly email: string;
  readonly role: Role;
  readonly profile: SignUpProfile;
  readonly passwordHash: string;
  readonly cityId: string;
}

/** An account whose address is confirmed. False when the address has one already. */
export async function openUser(
  tx: Transaction,
  ctx: Pick<ServiceContext, "clock" | "newId">,
  user: NewUser,
): Promise<boolean> {
  const { email, role, profile, passwordHash, cityId } = user;
  const { name, phone, image } = profile;
  // Who has chosen no language gets that of the city.
  const ofCity = sql<string>`(SELECT ${cities.defaultLocale} FROM ${cities} WHERE ${cities.id} = ${cityId})`;
  const locale = profile.locale ?? ofCity;
  const id = ctx.newId();
  const now = ctx.clock();
  const times = { createdAt: now, updatedAt: now };
  await lockEmail(tx, email);
  const opened = await tx
    .insert(users)
    .values({ id, email, emailVerified: true, name, phone, image, locale, role, cityId, ...times })
    .onConflictDoNothing({ target: users.email })
    .returning({ id: users.id });
  if (opened.length === 0) return false;
  // As the auth library writes the account of somebody with a password.
  const provider = { providerId: "credential", accountId: id };
  await tx.insert(credentials).values({ id: ctx.newId(), userId: id, password: passwordHash, ...provider, ...times });
  return true;
}
