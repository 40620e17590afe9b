import { SYSTEM } from "@atlas/core/actor";
import { mailLocaleOf } from "@atlas/core/mail/mail-order";
import { err, ok, type Result } from "@atlas/core/result";
import type { Queryable, Transaction } from "@atlas/db/connect";
import { accountRequests, credentials, users } from "@atlas/db/schema/identity";
import { and, asc, eq, exists, isNotNull, isNull, sql } from "drizzle-orm";
import { type Doer, recordAct } from "../access/record-act.ts";
import { findCity } from "../cities/find-city.ts";
import { inTransaction, type UnitOfWork, type WorkContext } from "../messaging/in-transaction.ts";
import { addRequest } from "./account-requests.ts";
import { lockEmail } from "./find-user.ts";
import type { IdentityContext } from "./identity-context.ts";
import { type HeldRoles, rolesInWords, writeHeldRoles } from "./staff-role-rows.ts";

const LASTS_MS = 24 * 3_600_000;

export interface NewOperator {
  readonly email: string;
  readonly name: string;
  readonly cityId: string;
  readonly reason: string;
}

export interface Invitation {
  readonly userId: string;
  /** Of the link by which the operator sets a password, once; null where it is mailed. */
  readonly token: string | null;
  readonly expiresAt: Date;
}

type InviteContext = WorkContext & Pick<IdentityContext, "links">;

/**
 * Makes an operator without a password and a link that sets one, which is mailed or returned. For those who hold the database itself
 * (`npm run setup`, `npm run operator`): no permission is asked. A link made before for the same address stops working. It stands in the audit log.
 * The error says why an address is not to be invited.
 * @throws DomainError CITY_NOT_FOUND
 */
export async function inviteOperator(
  ctx: InviteContext,
  operator: NewOperator & HeldRoles & { readonly isMailed: boolean },
): Promise<Result<Invitation, string>> {
  const { isMailed, ...asked } = operator;
  return await inTransaction(ctx, async (tx) => {
    const invite = isMailed ? addMailedInvitation : addInvitation;
    const invited = await invite(tx, ctx, { ...asked, invitedBy: SYSTEM });
    if (!invited.ok) return invited;
    const { userId, requestId, expiresAt } = invited.value;
    return ok({ userId, token: isMailed ? null : ctx.links.of("reset-password", requestId), expiresAt });
  });
}

interface InvitedStaff extends NewOperator, HeldRoles {
  readonly invitedBy: Doer;
}

interface AddedInvitation {
  readonly userId: string;
  /** Of the link, which is made of it. */
  readonly requestId: string;
  readonly expiresAt: Date;
}

/**
 * The rows of an invitation: the operator with their roles, unless they were invited before, and the request for a password in the place
 * of a former one. The error says why an address is not to be invited.
 * @throws DomainError CITY_NOT_FOUND
 */
async function addInvitation(
  tx: Transaction,
  ctx: Pick<InviteContext, "clock" | "newId">,
  operator: InvitedStaff,
): Promise<Result<AddedInvitation, string>> {
  const { email, reason, invitedBy } = operator;
  await findCity(tx, operator.cityId);
  await lockEmail(tx, email);
  const found = await findOperator(tx, email);
  if (found !== null && (found.role !== "admin" || found.isDemo)) {
    return err("this address belongs to somebody who is no operator. Use another one.");
  }
  if (found?.hasPassword === true) {
    return err("this operator has a password. Who has forgotten it asks for a new one on the sign-in page.");
  }
  const userId = found?.id ?? (await addOperator(tx, ctx, operator));
  await tx
    .delete(accountRequests)
    .where(and(eq(accountRequests.email, email), eq(accountRequests.kind, "reset-password")));
  const requestId = await addRequest(tx, ctx, { kind: "reset-password", email });
  const expiresAt = new Date(ctx.clock().getTime() + LASTS_MS);
  await tx.update(accountRequests).set({ expiresAt }).where(eq(accountRequests.id, requestId));
  const details = { expiresAt, ...(found === null ? { roles: rolesInWords(operator) } : {}) };
  await recordAct(tx, invitedBy, { action: "invite-operator", subjectId: userId, reason, details });
  return ok({ userId, requestId, expiresAt });
}

/** The same, and the mail with its link in the language of the operator's city. */
export async function addMailedInvitation(
  tx: UnitOfWork,
  ctx: Pick<InviteContext, "clock" | "newId">,
  operator: InvitedStaff,
): Promise<Result<AddedInvitation, string>> {
  const invited = await addInvitation(tx, ctx, operator);
  if (!invited.ok) return invited;
  const { requestId } = invited.value;
  const { defaultLocale } = await findCity(tx, operator.cityId);
  await tx.enqueue("send-mail", { template: "invited", locale: mailLocaleOf(defaultLocale), requestId });
  return invited;
}

/** Who operates this installation. */
export interface Operators {
  readonly hasOneWithPassword: boolean;
  /** Of the first who was invited and has set no password. */
  readonly invitedEmail: string | undefined;
}

/** Leaves out those of the demo, who operate nothing once it is over. */
export async function readOperators(db: Queryable): Promise<Operators> {
  const rows = await db
    .select({ email: users.email, hasPassword: hasPassword(db) })
    .from(users)
    .where(and(eq(users.role, "admin"), eq(users.isDemo, false), isNull(users.deletedAt)))
    .orderBy(asc(users.createdAt));
  return {
    hasOneWithPassword: rows.some((row) => row.hasPassword),
    invitedEmail: rows.find((row) => !row.hasPassword)?.email,
  };
}

interface KnownOperator {
  readonly id: string;
  readonly role: string;
  readonly isDemo: boolean;
  readonly hasPassword: boolean;
}

async function findOperator(tx: Transaction, email: string): Promise<KnownOperator | null> {
  const [found] = await tx
    .select({ id: users.id, role: users.role, isDemo: users.isDemo, hasPassword: hasPassword(tx) })
    .from(users)
    .where(eq(users.email, email));
  return found ?? null;
}

/** One that an undone change of e-mail has emptied is none. */
function hasPassword(db: Queryable): ReturnType<typeof sql<boolean>> {
  const own = db
    .select({ one: sql`1` })
    .from(credentials)
    .where(
      and(eq(credentials.userId, users.id), eq(credentials.providerId, "credential"), isNotNull(credentials.password)),
    );
  return sql<boolean>`${exists(own)}`;
}

async function addOperator(
  tx: Transaction,
  ctx: Pick<InviteContext, "clock" | "newId">,
  { email, name, cityId, roles, cityRoles }: InvitedStaff,
): Promise<string> {
  const id = ctx.newId();
  const at = ctx.clock();
  await tx.insert(users).values({ id, email, name, role: "admin", cityId, createdAt: at, updatedAt: at });
  await writeHeldRoles(tx, { userId: id, roles, cityRoles, at });
  return id;
}
