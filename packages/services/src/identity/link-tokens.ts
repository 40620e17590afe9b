import { createHmac, timingSafeEqual } from "node:crypto";
import type { AccountRequestKind } from "@atlas/core/account-request";

/**
 * The tokens of links: the id of a request and its HMAC under a secret that gateway and worker share. The database keeps none, so that
 * neither who reads it nor who writes to it as another makes a link that works; a mail that is sent again has the same link. Links of
 * the former secret go on working where it is configured.
 */
export class LinkTokens {
  readonly #secret: string;
  readonly #taken: readonly string[];

  constructor(secret: string, former?: string) {
    this.#secret = secret;
    this.#taken = former === undefined ? [secret] : [secret, former];
  }

  /** The token of a request. */
  of(kind: AccountRequestKind, requestId: string): string {
    return `${requestId}.${macOf(this.#secret, kind, requestId).toString("base64url")}`;
  }

  /** The request of a token; null when it is none of ours for this kind. */
  requestIn(kind: AccountRequestKind, token: string): string | null {
    const [requestId = "", mac = ""] = token.split(".", 2);
    const given = Buffer.from(mac, "base64url");
    const isOurs = this.#taken.some((secret) => {
      const expected = macOf(secret, kind, requestId);
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    return isOurs ? requestId : null;
  }
}

function macOf(secret: string, kind: AccountRequestKind, requestId: string): Buffer {
  return createHmac("sha256", secret).update(`link:${kind}:${requestId}`).digest();
}
