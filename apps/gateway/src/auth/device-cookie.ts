import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
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
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The device of a Cookie header; null without one of ours. Nothing is looked up for what nobody has signed. */
  read(header: string, cookie: SessionCookie): Device | null {
    const value = cookieValue(header, nameOf(cookie)) ?? "";
    const [token = "", signature = ""] = value.split(".", 2);
    const expected = Buffer.from(this.#sign(token));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected) ? { value, hash: hashOf(token) } : null;
  }

  /** A device that was not known. */
  issue(): Device {
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    return { value: `${token}.${this.#sign(token)}`, hash: hashOf(token) };
  }

  /** The Set-Cookie line that keeps it. */
  line({ value }: Device, cookie: SessionCookie): string {
    const secure = cookie.isSecure ? " Secure;" : "";
    return `${nameOf(cookie)}=${value}; Path=/; HttpOnly;${secure} SameSite=Lax; Max-Age=${LASTS_S}`;
  }

  #sign(token: string): string {
    return createHmac("sha256", this.#secret).update(`device ${token}`).digest("base64url");
  }
}

function nameOf({ prefix }: SessionCookie): string {
  return `${prefix}.device`;
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
