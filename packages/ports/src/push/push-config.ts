import { createECDH } from "node:crypto";
import { z } from "zod";

/** Compose files hand down what is not set as an empty text. */
const unset = z.literal("").transform(() => undefined);

/** The variables that configure how notices leave. */
export const pushEnvSchema = z.object({
  /** Signs what goes to push services (VAPID, RFC 8292): a private key of P-256, 32 bytes as hexadecimal. Without one nothing is pushed. */
  ATLAS_PUSH_KEY: unset
    .or(
      z
        .string()
        .regex(/^[\da-f]{64}$/i, "is 64 hexadecimal digits")
        .refine(isPrivateKey, "is no private key of P-256"),
    )
    .optional(),
  /** Whom a push service writes to when something is wrong: `mailto:…` or `https://…`. */
  ATLAS_PUSH_CONTACT: unset
    .or(z.string().regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, "begins with mailto: or https://"))
    .optional(),
  /** One more host that may be called, with its port. For tests of a demo only. */
  ATLAS_PUSH_TEST_HOST: unset.or(z.string().regex(/^[\w.-]+:\d+$/, "is a host and a port")).optional(),
});

export interface PushKeys {
  /** What browsers subscribe with: an uncompressed point, base64url. */
  readonly publicKey: string;
  readonly privateKey: string;
}

export interface PushConfig {
  /** Null where nothing is pushed. */
  readonly keys: PushKeys | null;
  readonly contact: string;
  /** Null but in tests. */
  readonly testHost: string | null;
}

interface Surroundings {
  readonly isDemo: boolean;
  /** Of the rider's app. */
  readonly webUrl: string;
}

/** @throws Error when a production is to call a host of tests */
export function pushConfigOf(env: z.infer<typeof pushEnvSchema>, { isDemo, webUrl }: Surroundings): PushConfig {
  const { ATLAS_PUSH_KEY: key, ATLAS_PUSH_CONTACT: contact, ATLAS_PUSH_TEST_HOST: testHost } = env;
  if (testHost !== undefined && !isDemo)
    throw new Error("ATLAS_PUSH_TEST_HOST is for tests: a production does not set it");
  return {
    keys: key === undefined ? null : keysOf(key),
    contact: contact ?? (webUrl.startsWith("https://") ? webUrl : "mailto:nobody@atlas.invalid"),
    testHost: testHost ?? null,
  };
}

function keysOf(hex: string): PushKeys {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(hex, "hex");
  return { publicKey: pair.getPublicKey("base64url"), privateKey: Buffer.from(hex, "hex").toString("base64url") };
}

function isPrivateKey(hex: string): boolean {
  try {
    keysOf(hex);
    return true;
  } catch {
    return false;
  }
}
