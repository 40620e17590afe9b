import type { AccountRequestKind } from "@atlas/core/account-request";
import { RateLimit } from "@atlas/services/limits/rate-limit";
import type { Redis } from "ioredis";
import { addressPrefix } from "./address-prefix.ts";
import { keyOf } from "./sign-in-limit.ts";

/** What a mail is asked for with. */
export interface MailAsked {
  /** Of the client. */
  readonly address: string;
  /** Of the mailbox. */
  readonly email: string;
  readonly kind: Exclude<AccountRequestKind, "undo-email">;
}

/**
 * Keeps people, and programs that pose as them, from filling mailboxes: 5 mails of a kind an hour to one address, 60 in ten minutes asked
 * for from one client. Each kind has a count of its own, since some bring no mail: a client that uses those up must not keep an owner from a
 * new password. Where all five of a kind are used up by a stranger, the mailbox has five links that work.
 */
export class MailLimit {
  readonly #perMailbox: RateLimit;
  readonly #perClient: RateLimit;

  constructor(redis: Redis) {
    const message = "Too many mails were asked for. Wait a while, and look into the mailbox meanwhile.";
    this.#perMailbox = new RateLimit({ redis, name: "mail-mailbox", max: 5, windowS: 3_600, message });
    this.#perClient = new RateLimit({ redis, name: "mail-client", max: 60, windowS: 600, message });
  }

  /** Counts a mail, whether or not there will be one. @throws DomainError RATE_LIMITED */
  async count({ address, email, kind }: MailAsked): Promise<void> {
    // One after the other: a client that is refused brings no mail, and so uses up nothing of the mailbox.
    await this.#perClient.count(addressPrefix(address));
    await this.#perMailbox.count(keyOf(email, kind));
  }
}
