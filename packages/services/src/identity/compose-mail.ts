import { type AccountRequestKind, appUrlOf, linkOf } from "@atlas/core/account-request";
import type { Role } from "@atlas/core/actor";
import { type MailLocale, type MailOrder, mailLocaleOf } from "@atlas/core/mail/mail-order";
import { type MailParts, mailTime, maskedEmail } from "@atlas/core/mail/render-mail";
import type { Happened } from "@atlas/core/mail/mail-words";
import { cities } from "@atlas/db/schema/cities";
import { eq } from "drizzle-orm";
import { findRequest, newestSignUp } from "./find-request.ts";
import { findUser, findUserByEmail, type User } from "./find-user.ts";
import { findRestriction } from "../standing/restriction.ts";
import type { MailContext } from "./mail-context.ts";

/** A mail before it is rendered, and to whom it goes. */
export interface ComposedMail extends MailParts {
  readonly to: string;
}

/**
 * Looks up whom a mail is for, and makes its link: what was asked for says neither, so that a caller learns nothing from the
 * response, nor from how long it takes. Null when there is nobody, or nothing left to say.
 */
export async function composeMail(ctx: MailContext, order: MailOrder): Promise<ComposedMail | null> {
  switch (order.template) {
    case "confirm-sign-up":
      return await confirmSignUp(ctx, order);
    case "reset-password":
    case "invited":
      return await resetPassword(ctx, order);
    case "confirm-email":
      return await confirmEmail(ctx, order);
    case "undo-email":
      return await undoEmail(ctx, order);
    case "password-changed":
    case "second-factor-changed":
    case "new-sign-in":
    case "restricted":
    case "restored":
      return await notice(ctx, order);
  }
}

type Asked<T extends MailOrder["template"]> = Extract<MailOrder, { template: T }>;

async function confirmSignUp(ctx: MailContext, order: Asked<"confirm-sign-up">): Promise<ComposedMail | null> {
  const asked = await findRequest(ctx.db, order.requestId);
  const signUp = asked?.kind === "confirm-again" ? await newestSignUp(ctx.db, asked.email) : asked;
  if (signUp === null) return null;
  const owner = await findUserByEmail(ctx.db, signUp.email);
  if (owner !== null) return accountExists(ctx, owner, order);
  const link = linkTo(ctx, signUp.role ?? "rider", { kind: "sign-up", id: signUp.id });
  return { to: signUp.email, locale: order.locale, words: (texts) => texts.confirmSignUp(), link };
}

/** To the owner of an address that somebody wants to make an account with, or move one to. */
function accountExists(
  ctx: MailContext,
  owner: User,
  { locale, resetId }: Asked<"confirm-sign-up" | "confirm-email">,
): ComposedMail | null {
  if (owner.role === "service") return null;
  return {
    to: owner.email,
    locale: localeOf(owner, locale),
    words: (texts) => texts.accountExists(owner),
    link: linkTo(ctx, owner.role, { kind: "reset-password", id: resetId }),
  };
}

/** Service accounts belong to programs: their passwords are an operator's business. */
async function resetPassword(
  ctx: MailContext,
  order: Asked<"reset-password" | "invited">,
): Promise<ComposedMail | null> {
  const request = await findRequest(ctx.db, order.requestId);
  const user = request === null ? null : await findUserByEmail(ctx.db, request.email);
  if (request === null || user === null || user.role === "service") return null;
  return {
    to: user.email,
    locale: localeOf(user, order.locale),
    words: (texts) => (order.template === "invited" ? texts.invited(user) : texts.resetPassword(user)),
    link: linkTo(ctx, user.role, { kind: "reset-password", id: request.id }),
  };
}

async function confirmEmail(ctx: MailContext, order: Asked<"confirm-email">): Promise<ComposedMail | null> {
  const request = await findRequest(ctx.db, order.requestId);
  const user = request?.userId ? await findUser(ctx.db, request.userId) : null;
  if (request === null || user === null) return null;
  const owner = await findUserByEmail(ctx.db, request.email);
  if (owner !== null) return accountExists(ctx, owner, order);
  return {
    to: request.email,
    locale: localeOf(user, order.locale),
    words: (texts) => texts.confirmEmail(),
    link: linkTo(ctx, user.role, { kind: "change-email", id: request.id }),
  };
}

/** To the address that an account had before. */
async function undoEmail(ctx: MailContext, order: Asked<"undo-email">): Promise<ComposedMail | null> {
  const request = await findRequest(ctx.db, order.requestId);
  const user = request?.userId ? await findUser(ctx.db, request.userId) : null;
  if (request === null || user === null) return null;
  return {
    to: request.email,
    locale: localeOf(user, order.locale),
    words: (texts) => texts.undoEmail({ name: user.name, newEmail: maskedEmail(user.email) }),
    link: linkTo(ctx, user.role, { kind: "undo-email", id: request.id }),
  };
}

type Notice = Asked<"password-changed" | "second-factor-changed" | "new-sign-in" | "restricted" | "restored">;

async function notice(ctx: MailContext, order: Notice): Promise<ComposedMail | null> {
  const user = await findUser(ctx.db, order.userId);
  if (user === null || user.role === "service") return null;
  const [city] = await ctx.db.select({ timeZone: cities.timezone }).from(cities).where(eq(cities.id, user.cityId));
  const locale = localeOf(user, order.locale);
  const timeOf = (at: Date): string => mailTime(at, { locale, timeZone: city?.timeZone ?? "UTC" });
  const words = await wordsOf(ctx, order, { name: user.name, at: timeOf(new Date(order.at)) }, timeOf);
  if (words === null) return null;
  const app = appUrlOf(ctx.appUrls, user.role);
  const isOfRestriction = order.template === "restricted" || order.template === "restored";
  return { to: user.email, locale, words, link: isOfRestriction ? app : `${app}/forgot-password` };
}

/** Null for what does not hold any more. */
async function wordsOf(
  { db }: MailContext,
  order: Notice,
  happened: Happened,
  timeOf: (at: Date) => string,
): Promise<MailParts["words"] | null> {
  switch (order.template) {
    case "password-changed":
      return (texts) => texts.passwordChanged(happened);
    case "second-factor-changed":
      return (texts) => texts.secondFactorChanged({ ...happened, change: order.change });
    case "new-sign-in":
      return (texts) => texts.newSignIn({ ...happened, device: order.device, from: order.from ?? null });
    case "restored":
      return (texts) => texts.restored(happened);
    case "restricted": {
      const restriction = await findRestriction(db, order.userId);
      if (restriction?.id !== order.restrictionId) return null;
      const { kind, reason, until } = restriction;
      return (texts) =>
        texts.restricted({ name: happened.name, kind, reason, until: until === null ? null : timeOf(until) });
    }
  }
}

function linkTo(
  { links, appUrls }: MailContext,
  role: Role,
  { kind, id }: { readonly kind: Exclude<AccountRequestKind, "confirm-again">; readonly id: string },
): string {
  return linkOf(appUrlOf(appUrls, role), kind, links.of(kind, id));
}

/** What a person has chosen; else the language of the page that asked. */
function localeOf({ locale }: User, asked: MailLocale): MailLocale {
  return locale === null ? asked : mailLocaleOf(locale);
}
