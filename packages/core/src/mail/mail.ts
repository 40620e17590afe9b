/** A mail as it goes out. */
export interface Mail {
  /** Stays the same when a mail is sent again: receivers know a repeat by it, a mailbox on disk keeps one file for it. */
  readonly id: string;
  readonly at: Date;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Hands a mail over for delivery.
 * @throws DomainError MAIL_REFUSED when another attempt would fail too; any other error may be temporary.
 */
export interface MailPort {
  send(mail: Mail): Promise<void>;
}
