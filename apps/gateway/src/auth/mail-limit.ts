import { RateLimit } from "@atlas/services/limits/rate-limit";
import type { Redis } from "ioredis";
import { addressPrefix } from "./address-prefix.ts";
import { keyOf } from "./sign-in-limit.ts";

/** Keeps people, and programs that pose as them, from filling mailboxes: 5 mails an hour to one address, 60 in ten minutes asked for from one client. */
export class MailLimit {
  readonly #perMailbox: RateLimit;
  readonly #perClient: RateLimit;

  constructor(redis: Redis) {
    const message = "Too many mails were asked for. Wait a while, and look into the mailbox meanwhile.";
    this.#perMailbox = new RateLimit({ redis, name: "mail-mailbox", max: 5, windowS: 3_600, message });
    this.#perClient = new RateLimit({ redis, name: "mail-client", max: 60, windowS: 600, message });
  }

  /** Counts a mail, whether or not there will be one. @throws DomainError RATE_LIMITED */
  async count({ address, email }: { readonly address: string; readonly email: string }): Promise<void> {
    await Promise.all([this.#perClient.count(addressPrefix(address)), this.#perMailbox.count(keyOf(email))]);
  }
}
