import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_KEY = 0x40;

interface Ceremony {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  /** Whether it asks for a fingerprint, a face or a PIN. */
  readonly isVerified?: boolean;
}

/** A passkey in memory (WebAuthn Level 3: ES256, no attestation), as a browser would hand on what it says. */
export class SoftwarePasskey {
  readonly #key: KeyObject;
  readonly #id = randomBytes(16);
  readonly #cose: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = privateKey;
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const [head, middle] = [Buffer.from("a5010203262001215820", "hex"), Buffer.from("225820", "hex")];
    this.#cose = Buffer.concat([head, Buffer.from(x, "base64url"), middle, Buffer.from(y, "base64url")]);
  }

  /** Of a registration. */
  make(ceremony: Ceremony): object {
    const length = Buffer.from([0, this.#id.length]);
    const own = Buffer.concat([Buffer.alloc(16), length, this.#id, this.#cose]);
    const data = Buffer.concat([dataOf(ceremony, HAS_KEY), own]);
    const before = Buffer.concat([
      Buffer.from([0xa3, 0x63]),
      Buffer.from("fmt"),
      Buffer.from([0x64]),
      Buffer.from("none"),
      Buffer.from([0x67]),
      Buffer.from("attStmt"),
      Buffer.from([0xa0, 0x68]),
      Buffer.from("authData"),
      Buffer.from([0x58, data.length]),
    ]);
    return this.#said("webauthn.create", ceremony, {
      attestationObject: Buffer.concat([before, data]).toString("base64url"),
      transports: ["internal"],
    });
  }

  /** Of a sign-in. */
  sign(ceremony: Ceremony): object {
    const data = dataOf(ceremony, 0);
    const said = createHash("sha256").update(clientDataOf("webauthn.get", ceremony)).digest();
    return this.#said("webauthn.get", ceremony, {
      authenticatorData: data.toString("base64url"),
      signature: sign("sha256", Buffer.concat([data, said]), this.#key).toString("base64url"),
    });
  }

  #said(type: string, ceremony: Ceremony, response: object): object {
    const id = this.#id.toString("base64url");
    const clientDataJSON = clientDataOf(type, ceremony).toString("base64url");
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response: { clientDataJSON, ...response } };
  }
}

function dataOf({ rpId, isVerified = true }: Ceremony, more: number): Buffer {
  const flags = PRESENT | (isVerified ? VERIFIED : 0) | more;
  return Buffer.concat([createHash("sha256").update(rpId).digest(), Buffer.from([flags]), Buffer.alloc(4)]);
}

function clientDataOf(type: string, { challenge, origin }: Ceremony): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}
