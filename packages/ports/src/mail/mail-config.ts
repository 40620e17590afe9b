import { join } from "node:path";
import { z } from "zod";

/** Compose files hand down what is not set as an empty text. */
const unset = z.literal("").transform(() => undefined);

/** The variables that configure how mail leaves. */
export const mailEnvSchema = z.object({
  /** `smtps://user:password@host:465` or `smtp://host:587`; without one, mails are files. */
  ATLAS_SMTP_URL: unset.or(z.url({ protocol: /^smtps?$/, error: "begins with smtp:// or smtps://" })).optional(),
  /** `Atlas <no-reply@example.com>`, an address that the SMTP server lets us send from. */
  ATLAS_MAIL_FROM: unset
    .or(
      z
        .string()
        .regex(
          /^(?:[^<>@]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
          "is an address, or a name and an address in <>",
        ),
    )
    .optional(),
  ATLAS_MAIL_DIR: z.string().min(1).optional(),
  ATLAS_STATE_DIR: z.string().min(1).optional(),
});

export interface SmtpConfig {
  readonly url: string;
  readonly from: string;
}

export interface MailConfig {
  readonly smtp: SmtpConfig | null;
  /** Where mails lie without SMTP. */
  readonly dir: string;
}

/** @throws Error when there is an SMTP server but no sender */
export function mailConfigOf(env: z.infer<typeof mailEnvSchema>): MailConfig {
  const { ATLAS_SMTP_URL: url, ATLAS_MAIL_FROM: from } = env;
  if (url !== undefined && from === undefined) {
    throw new Error(
      "ATLAS_MAIL_FROM is not set: an SMTP server needs to know who sends, such as Atlas <no-reply@example.com>",
    );
  }
  return {
    smtp: url === undefined || from === undefined ? null : { url, from },
    dir: env.ATLAS_MAIL_DIR ?? join(env.ATLAS_STATE_DIR ?? ".atlas", "mail"),
  };
}
