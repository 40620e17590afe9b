import type { Delivery } from "./notice.ts";

/** A browser that wants to be notified, as it said itself. */
export interface PushTarget {
  /** Its address at the push service of its vendor. */
  readonly endpoint: string;
  /** The public key and the secret that messages for it are encrypted with, base64url. */
  readonly p256dh: string;
  readonly auth: string;
}

export interface PushMessage extends Delivery {
  readonly target: PushTarget;
  /** What is encrypted. */
  readonly text: string;
  /** A later message of the same topic takes the place of one that has not been delivered: at most 32 letters of base64url. */
  readonly topic: string;
}

/**
 * Hands a message to the push service of a browser. `gone`: that browser has withdrawn.
 * @throws DomainError PUSH_SERVICE_UNKNOWN, PUSH_REFUSED when another attempt would fail too; any other error may be temporary.
 */
export interface PushPort {
  send(message: PushMessage): Promise<"sent" | "gone">;
}
