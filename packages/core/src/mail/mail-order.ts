import { z } from "zod";

export const MAIL_LOCALES = ["en", "id"] as const;
export type MailLocale = (typeof MAIL_LOCALES)[number];

/** What was done to how an operator signs in besides the password. */
export const SECOND_FACTOR_CHANGES = [
  "authenticator-added",
  "authenticator-removed",
  "codes-renewed",
  "passkey-added",
  "passkey-removed",
  "reset",
] as const;
export type SecondFactorChange = (typeof SECOND_FACTOR_CHANGES)[number];

const locale = z.enum(MAIL_LOCALES);
const id = z.uuid();
/** What a person asked for by mail: the row says to whom, and the link is made with the mail. */
const aboutRequest = { locale, requestId: id };
/** The request for a new password that the owner of the address confirms instead. */
const orOwner = { resetId: id };
/** What has happened to an account. */
const aboutUser = { locale, userId: id, at: z.iso.datetime() };

/**
 * A mail that is to be sent, as it lies in outboxes, queues and dead letters: no address, no name and no link in it. Old ones must
 * stay readable.
 */
export const mailOrderSchema = z.discriminatedUnion("template", [
  z.object({ template: z.literal("confirm-sign-up"), ...aboutRequest, ...orOwner }),
  z.object({ template: z.literal("reset-password"), ...aboutRequest }),
  z.object({ template: z.literal("invited"), ...aboutRequest }),
  z.object({ template: z.literal("confirm-email"), ...aboutRequest, ...orOwner }),
  z.object({ template: z.literal("undo-email"), ...aboutRequest }),
  z.object({ template: z.literal("password-changed"), ...aboutUser }),
  z.object({ template: z.literal("second-factor-changed"), ...aboutUser, change: z.enum(SECOND_FACTOR_CHANGES) }),
  /** `device` is one of Atlas's own words for it, never what a client calls itself. */
  z.object({
    template: z.literal("new-sign-in"),
    ...aboutUser,
    device: z.string().max(80),
    /** The network that it came from. */
    from: z.string().max(60).optional(),
  }),
  z.object({ template: z.literal("restricted"), ...aboutUser, restrictionId: id }),
  z.object({ template: z.literal("restored"), ...aboutUser }),
]);

export type MailOrder = z.infer<typeof mailOrderSchema>;

export const MAIL_TEMPLATES: readonly string[] = mailOrderSchema.options.map(({ shape }) => shape.template.value);

/** The language of a mail to somebody who reads `locale`: a BCP 47 tag, or null when nobody has said. */
export function mailLocaleOf(tag: string | null): MailLocale {
  return tag !== null && /^id(?:-|$)/i.test(tag) ? "id" : "en";
}
