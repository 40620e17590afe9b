import { ACCOUNT_REQUEST_LASTS_S, type AccountRequestKind } from "@atlas/core/account-request";
import { DomainError } from "@atlas/core/errors";
import type { Queryable } from "@atlas/db/connect";
import { databaseTime } from "@atlas/db/schema/database-time";
import { accountRequests } from "@atlas/db/schema/identity";
import { and, eq, gt, lte } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import type { IdentityContext } from "./identity-context.ts";
import { lockAccount } from "./lock-account.ts";

type AccountRequest = typeof accountRequests.$inferSelect;
type NewAccountRequest = Omit<typeof accountRequests.$inferInsert, "id" | "createdAt" | "expiresAt">;

/** Writes a request down, and returns its id. */
export async function addRequest(
  tx: Queryable,
  ctx: Pick<ServiceContext, "clock" | "newId">,
  request: NewAccountRequest,
): Promise<string> {
  const id = ctx.newId();
  const createdAt = ctx.clock();
  const expiresAt = new Date(createdAt.getTime() + ACCOUNT_REQUEST_LASTS_S[request.kind] * 1_000);
  await tx.insert(accountRequests).values({ ...request, id, createdAt, expiresAt });
  return id;
}

/**
 * Uses a link up, in the transaction of what it brings about: of two uses at once one comes too late. Holds the account that it is
 * about until the transaction ends.
 * @throws DomainError LINK_EXPIRED
 */
export async function useLink(
  tx: Queryable,
  { links }: Pick<IdentityContext, "links">,
  { kind, token }: { readonly kind: AccountRequestKind; readonly token: string },
): Promise<AccountRequest> {
  const id = links.requestIn(kind, token);
  if (id !== null) await lockAccountOf(tx, id);
  const [request] =
    id === null
      ? []
      : await tx
          .delete(accountRequests)
          .where(
            and(
              eq(accountRequests.id, id),
              eq(accountRequests.kind, kind),
              gt(accountRequests.expiresAt, databaseTime),
            ),
          )
          .returning();
  if (request === undefined) throw linkExpired("This link was used before or has expired. Ask for a new one.");
  return request;
}

async function lockAccountOf(tx: Queryable, requestId: string): Promise<void> {
  const [asked] = await tx
    .select({ userId: accountRequests.userId, email: accountRequests.email })
    .from(accountRequests)
    .where(eq(accountRequests.id, requestId));
  if (asked) await lockAccount(tx, asked.userId === null ? { email: asked.email } : { userId: asked.userId });
}

/** Why a link does nothing any more. */
export function linkExpired(sentence: string): DomainError {
  return new DomainError("LINK_EXPIRED", sentence);
}

/** Forgets requests that have expired. Returns how many rows went. */
export async function trimAccountRequests(ctx: Pick<ServiceContext, "db">): Promise<number> {
  return (await ctx.db.delete(accountRequests).where(lte(accountRequests.expiresAt, databaseTime))).count;
}
