import type { MailPort } from "@atlas/core/mail/mail";
import { DiskMailbox } from "./disk-mailbox.ts";
import type { MailConfig } from "./mail-config.ts";
import { SmtpMail } from "./smtp-mail.ts";

/** How mail leaves: by SMTP where a server is set, else into a folder. */
export function openMail({ smtp, dir }: MailConfig): MailPort {
  return smtp === null ? new DiskMailbox(dir) : new SmtpMail(smtp);
}
