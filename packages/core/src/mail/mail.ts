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
 * Hands a mail to whoever delivers it.
 * @throws DomainError MAIL_REFUSED when another try would end the same way; any other error may pass.
 */
export interface MailPort {
  send(mail: Mail): Promise<void>;
}
