import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs the values of cookies, and takes what the former secret has signed while a new one is brought in. */
export class CookieSigner {
  readonly #secret: string;
  readonly #former: string | undefined;

  constructor(secret: string, former?: string) {
    this.#secret = secret;
    this.#former = former;
  }

  sign(text: string): Buffer {
    return macOf(this.#secret, text);
  }

  isSignatureOf(text: string, given: Buffer): boolean {
    return isEqual(given, this.sign(text)) || (this.#former !== undefined && isEqual(given, macOf(this.#former, text)));
  }

  /** The token of a session's value, as Better Auth signs it (`token.base64(HMAC-SHA256(token))`); null when it is none of ours. */
  sessionTokenIn(signed: string): string | null {
    const { token, signature } = partsOf(signed);
    return token !== "" && this.isSignatureOf(token, signature) ? token : null;
  }

  /** The value of a session that the former secret has signed, signed with that of today; null where there is nothing to renew. */
  renewed(signed: string): string | null {
    const { token, signature } = partsOf(signed);
    const isFormer = this.sessionTokenIn(signed) !== null && !isEqual(signature, this.sign(token));
    return isFormer ? encodeURIComponent(`${token}.${this.sign(token).toString("base64")}`) : null;
  }
}

function partsOf(signed: string): { readonly token: string; readonly signature: Buffer } {
  const value = signed.includes("%") ? decode(signed) : signed;
  const dot = Math.max(0, value.lastIndexOf("."));
  return { token: value.slice(0, dot), signature: Buffer.from(value.slice(dot + 1), "base64") };
}

function isEqual(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function macOf(secret: string, text: string): Buffer {
  return createHmac("sha256", secret).update(text).digest();
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
