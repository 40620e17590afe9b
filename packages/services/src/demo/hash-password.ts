import { randomBytes, scrypt } from "node:crypto";

const KEY_BYTES = 64;
const COST = { N: 16_384, r: 16, p: 1 };

/** A password's hash as Better Auth keeps and checks it by default: `<salt>:<scrypt key>` in hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString("hex");
  const key = await new Promise<Buffer>((resolve, reject) => {
    const options = { ...COST, maxmem: 256 * COST.N * COST.r };
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, derived) => {
      if (error) reject(error);
      else resolve(derived);
    });
  });
  return `${salt}:${key.toString("hex")}`;
}
