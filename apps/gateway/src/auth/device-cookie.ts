import { createHash, randomBytes } from "node:crypto";
import type { CookieSigner } from "./cookie-signer.ts";
import { cookieValue, type SessionCookie } from "./session-cookie.ts";

const TOKEN_BYTES = 24;
/** As long as browsers keep a cookie; every sign-in renews it. */
const LASTS_S = 400 * 24 * 3_600;

export interface Device {
  /** What the browser keeps. */
  readonly value: string;
  /** What Atlas keeps. */
  readonly hash: string;
}

/** The cookie by which a browser is known again at a sign-in. It signs nobody in. */
export class DeviceCookie {
  readonly #signer: CookieSigner;

  constructor(signer: CookieSigner) {
    this.#signer = signer;
  }

  /** The device of a Cookie header; null without one of ours. Nothing is looked up for what nobody has signed. */
  read(header: string, cookie: SessionCookie): Device | null {
    const value = cookieValue(header, nameOf(cookie)) ?? "";
    const [token = "", signature = ""] = value.split(".", 2);
    const isOurs = this.#signer.isSignatureOf(textOf(token), Buffer.from(signature, "base64url"));
    return isOurs ? { value, hash: hashOf(token) } : null;
  }

  /** A device that was not known. */
  issue(): Device {
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    return { value: `${token}.${this.#signer.sign(textOf(token)).toString("base64url")}`, hash: hashOf(token) };
  }

  /** The Set-Cookie line that keeps it. */
  line({ value }: Device, cookie: SessionCookie): string {
    const secure = cookie.isSecure ? " Secure;" : "";
    return `${nameOf(cookie)}=${value}; Path=/; HttpOnly;${secure} SameSite=Lax; Max-Age=${LASTS_S}`;
  }
}

/** What is signed: no session's token begins like it. */
function textOf(token: string): string {
  return `device ${token}`;
}

function nameOf({ prefix }: SessionCookie): string {
  return `${prefix}.device`;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
