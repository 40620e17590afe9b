import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

interface Cost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/**
 * One of the sets of parameters that OWASP's Password Storage Cheat Sheet holds to be equal (July 2026): of these the one that takes
 * 32 MiB, as hashes of before did. The others that are as slow take up to 128, four at a time in every gateway.
 */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
/** Of hashes of before, which do not say it: Better Auth's own. */
const FORMER_COST: Cost = { N: 2 ** 14, r: 16, p: 1 };
/** What a former hash takes less. */
const COST_LEFT: Cost = { N: 2 ** 15, r: 8, p: 2 };
const KEY_BYTES = 64;
const SALT_BYTES = 16;

/** A hash with what made it. */
interface Parsed {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly key: Buffer;
  readonly isFormer: boolean;
}

/**
 * A password's hash, which names its algorithm and parameters in the PHC string format: `$scrypt$ln=15,r=8,p=3$<salt>$<key>`, in
 * base64 without padding.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await keyOf(password, salt, COST);
  return `$scrypt$ln=${Math.log2(COST.N)},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(key)}`;
}

/**
 * Whether it is the password of that hash, one of before included. A wrong one takes as long for either: otherwise the time would tell
 * an account of before from an address that nobody has, for which the auth library makes a hash.
 */
export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  const parsed = parse(hash);
  if (parsed === null) return false;
  const { cost, salt, key, isFormer } = parsed;
  const isRight = timingSafeEqual(key, await keyOf(password, salt, cost));
  if (!isRight && isFormer) await keyOf(password, salt, COST_LEFT);
  return isRight;
}

/** Whether a hash was made otherwise than they are now. */
export function isOutdated(hash: string): boolean {
  const cost = parse(hash)?.cost;
  return cost?.N !== COST.N || cost.r !== COST.r || cost.p !== COST.p;
}

function parse(hash: string): Parsed | null {
  const named = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash);
  if (named !== null) {
    const [, ln, r, p, salt = "", key = ""] = named;
    const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
    return whole({ cost, salt: Buffer.from(salt, "base64"), key: Buffer.from(key, "base64"), isFormer: false });
  }
  const [salt = "", key = ""] = hash.split(":");
  // The salt was hashed as the text that it is.
  return whole({ cost: FORMER_COST, salt: Buffer.from(salt), key: Buffer.from(key, "hex"), isFormer: true });
}

function whole(parsed: Parsed): Parsed | null {
  return parsed.key.length === KEY_BYTES ? parsed : null;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}

/** One password may be typed in several forms of Unicode, as the keyboard has it: all of them are one (NFKC), as they always were. */
async function keyOf(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const options = { ...cost, maxmem: 256 * cost.N * cost.r };
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, derived) => {
      if (error) reject(error);
      else resolve(derived);
    });
  });
}
