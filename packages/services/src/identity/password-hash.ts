import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const KEY_BYTES = 64;
const COST = { N: 16_384, r: 16, p: 1 };

/** A password's hash as Better Auth keeps and checks it by default: `<salt>:<scrypt key>` in hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString("hex");
  return `${salt}:${(await keyOf(password, salt)).toString("hex")}`;
}

/** Whether it is the password of that hash. */
export async function isPasswordOf(hash: string, password: string): Promise<boolean> {
  const [salt = "", key = ""] = hash.split(":");
  const expected = Buffer.from(key, "hex");
  const given = await keyOf(password, salt);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

async function keyOf(password: string, salt: string): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const options = { ...COST, maxmem: 256 * COST.N * COST.r };
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, derived) => {
      if (error) reject(error);
      else resolve(derived);
    });
  });
}
