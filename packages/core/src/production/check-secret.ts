/** Values that stand in examples, in this repository or in other people's guides: attackers try them first. */
const KNOWN: readonly string[] = [
  "atlas",
  "admin",
  "changeme",
  "change-me",
  "default",
  "example",
  "letmein",
  "password",
  "postgres",
  "redis",
  "root",
  "secret",
  "test",
  "better-auth-secret-123456789",
  "better-auth-secret-12345678901234567890",
  "a secret that only this test knows, 32+ letters",
  "a secret that only this benchmark knows",
];

export interface SecretRule {
  readonly minLength: number;
  /** Of unpredictability, were its letters drawn as often as they occur in it. */
  readonly minBits: number;
}

/** Of a key that signs, and of a password to a server. */
export const SIGNING_SECRET: SecretRule = { minLength: 32, minBits: 96 };
export const SERVER_PASSWORD: SecretRule = { minLength: 12, minBits: 36 };

/** What is wrong with a secret, as the end of a sentence that begins with its name; null for one that will do. */
export function checkSecret(secret: string, { minLength, minBits }: SecretRule): string | null {
  const plain = secret.trim().toLowerCase();
  if (plain === "") return "is not set";
  if (KNOWN.includes(plain) || isMadeOf(plain)) return "is a value that everybody knows";
  if (secret.length < minLength) return `is too short: it needs ${minLength} characters or more`;
  if (bitsOf(secret) < minBits || isSequence(secret)) return "is easy to guess: let a machine draw it";
  return null;
}

/** Known words with digits and signs behind, or one of them again and again. */
function isMadeOf(plain: string): boolean {
  const letters = plain.replaceAll(/[^a-z]+/g, "");
  return KNOWN.some((word) => /^[a-z]+$/.test(word) && letters !== "" && letters.replaceAll(word, "") === "");
}

function bitsOf(secret: string): number {
  const counts = new Map<string, number>();
  for (const letter of secret) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bitsPerLetter = 0;
  for (const count of counts.values()) {
    const share = count / secret.length;
    bitsPerLetter -= share * Math.log2(share);
  }
  return bitsPerLetter * secret.length;
}

/** Whether most letters follow the one before, as in `abcdef` or `987654`. */
function isSequence(secret: string): boolean {
  let followed = 0;
  for (let index = 1; index < secret.length; index += 1) {
    if (Math.abs(secret.charCodeAt(index) - secret.charCodeAt(index - 1)) === 1) followed += 1;
  }
  return followed * 2 > secret.length;
}
