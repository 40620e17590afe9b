import { createHash } from "node:crypto";
import type { Queryable } from "@atlas/db/connect";
import { authenticators } from "@atlas/db/schema/identity";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { and, eq } from "drizzle-orm";

const VERSION_DIGITS = 12;

interface SecretVersion {
  readonly version: number;
  readonly value: string;
}

/** Today's secret and the former one, each under a number that is always its own: what is encrypted says which it was. */
export function secretVersions(secret: string, former?: string): SecretVersion[] {
  return [secret, ...(former === undefined || former === secret ? [] : [former])].map((value) => ({
    version: Number.parseInt(
      createHash("sha256").update(`version ${value}`).digest("hex").slice(0, VERSION_DIGITS),
      16,
    ),
    value,
  }));
}

/** Encrypts a user's authenticator with today's secret when it still is with the former. */
export async function renewAuthenticator(
  db: Queryable,
  userId: string,
  [today, ...former]: readonly SecretVersion[],
): Promise<void> {
  if (today === undefined || former.length === 0) return;
  const [row] = await db
    .select({ secret: authenticators.secret })
    .from(authenticators)
    .where(eq(authenticators.userId, userId));
  if (row === undefined || row.secret.startsWith(`$ba$${today.version}$`)) return;
  const keys = new Map([today, ...former].map(({ version, value }) => [version, value]));
  const key = { keys, currentVersion: today.version };
  const secret = await symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data: row.secret }) });
  await db
    .update(authenticators)
    .set({ secret })
    .where(and(eq(authenticators.userId, userId), eq(authenticators.secret, row.secret)));
}
