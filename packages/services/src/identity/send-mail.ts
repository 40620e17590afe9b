import type { MailOrder } from "@atlas/core/mail/mail-order";
import { renderMail } from "@atlas/core/mail/render-mail";
import { inbox } from "@atlas/db/schema/messaging";
import { and, eq } from "drizzle-orm";
import { consumeOnce } from "../messaging/consume-once.ts";
import { composeMail } from "./compose-mail.ts";
import type { MailContext } from "./mail-context.ts";

const CONSUMER = "send-mail";

/**
 * Sends a mail that was promised, unless what it is about is gone. A second delivery sends nothing; only a worker that dies between
 * the server's yes and the receipt leaves a mail that is sent again, under the same id.
 * @throws DomainError MAIL_REFUSED
 */
export async function sendMail(ctx: MailContext, order: MailOrder, messageId: string): Promise<void> {
  const [sent] = await ctx.db
    .select({ at: inbox.processedAt })
    .from(inbox)
    .where(and(eq(inbox.consumer, CONSUMER), eq(inbox.messageId, messageId)));
  if (sent !== undefined) return;
  const composed = await composeMail(ctx, order);
  if (composed !== null) {
    const { to, ...parts } = composed;
    await ctx.mail.send({ id: messageId, at: ctx.clock(), to, ...renderMail(parts) });
  }
  await consumeOnce(ctx.db, CONSUMER, messageId);
}
