import { DomainError } from "@atlas/core/errors";
import type { Mail, MailPort } from "@atlas/core/mail/mail";
import { createTransport } from "nodemailer";
import type { SmtpConfig } from "./mail-config.ts";

/** A server that says nothing for so long is asked again later. */
const CONNECT_MS = 5_000;
const SILENT_MS = 15_000;
/** Replies of a server about this mail. Other errors, such as a refused log-in, concern all mails and pass once they are fixed. */
const ABOUT_MAIL = new Set(["EENVELOPE", "EMESSAGE"]);
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Sends through an SMTP server. */
export class SmtpMail implements MailPort {
  readonly #transport;
  readonly #from: string;

  constructor({ url, from }: SmtpConfig) {
    const { username, hostname } = new URL(url);
    this.#from = from;
    this.#transport = createTransport({
      url,
      // A password goes to another machine over TLS only.
      requireTLS: username !== "" && !LOOPBACK.has(hostname),
      dnsTimeout: CONNECT_MS,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send({ id, at, to, subject, text, html }: Mail): Promise<void> {
    const headers = { "Auto-Submitted": "auto-generated" };
    const messageId = `<${id}@${this.#from.slice(this.#from.lastIndexOf("@") + 1).replace(">", "")}>`;
    try {
      await this.#transport.sendMail({
        from: this.#from,
        to: { name: "", address: to },
        subject,
        text,
        html,
        date: at,
        messageId,
        headers,
      });
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

/** Servers repeat to whom a mail was. */
const ADDRESS = /[^\s<>"'()[\],;:]+@[^\s<>"'()[\],;:]+/g;

/**
 * Only what the server said, without addresses: an error of the library carries more than belongs in a log or a dead letter, and codes
 * that stand for Postgres here.
 */
function refusalOf(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const code = "code" in error ? String(error.code) : "";
  const status = "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : 0;
  const words = "response" in error && typeof error.response === "string" ? error.response : error.message;
  const said = words.replaceAll(ADDRESS, "…");
  return ABOUT_MAIL.has(code) && status >= 500
    ? new DomainError("MAIL_REFUSED", `The mail server refuses this mail: ${said}`)
    : new Error(`The mail server took no mail (${code}): ${said}`);
}
