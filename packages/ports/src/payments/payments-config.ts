import { join } from "node:path";
import { PAYMENT_PROVIDERS } from "@atlas/core/payments/payment";
import { z } from "zod";

/** Compose files hand down what is not set as an empty text. */
const unset = z.literal("").transform(() => undefined);
const secret = unset.or(z.string().min(8)).optional();

/** The variables that configure by whom payments are taken. */
export const paymentsEnvSchema = z.object({
  /** Left out: the test provider in a demo, nobody in a production. */
  ATLAS_PAYMENTS: unset.or(z.enum([...PAYMENT_PROVIDERS, "none"])).optional(),
  ATLAS_PAYMENTS_DIR: z.string().min(1).optional(),
  ATLAS_STATE_DIR: z.string().min(1).optional(),
  ATLAS_STRIPE_SECRET_KEY: secret,
  ATLAS_STRIPE_WEBHOOK_SECRET: secret,
  ATLAS_MIDTRANS_SERVER_KEY: secret,
  /** Or its sandbox. */
  ATLAS_MIDTRANS_PRODUCTION: z.enum(["", "0", "1"]).default("0"),
  ATLAS_XENDIT_SECRET_KEY: secret,
  ATLAS_XENDIT_CALLBACK_TOKEN: secret,
});
type PaymentsEnv = z.infer<typeof paymentsEnvSchema>;

/** By whom payments are taken, with what that takes; null for nobody. */
export type PaymentsConfig =
  | { readonly provider: "test"; readonly dir: string }
  | { readonly provider: "stripe"; readonly secretKey: string; readonly webhookSecret: string }
  | { readonly provider: "midtrans"; readonly serverKey: string; readonly isProduction: boolean }
  | { readonly provider: "xendit"; readonly secretKey: string; readonly callbackToken: string }
  | null;

/** @throws Error for the test provider in a production, where everybody would pay with nothing, and for one whose keys are missing */
export function paymentsConfigOf(env: PaymentsEnv, { isDemo }: { readonly isDemo: boolean }): PaymentsConfig {
  const provider = env.ATLAS_PAYMENTS ?? (isDemo ? "test" : "none");
  switch (provider) {
    case "none":
      return null;
    case "stripe":
      return {
        provider,
        secretKey: needed(env, "ATLAS_STRIPE_SECRET_KEY"),
        webhookSecret: needed(env, "ATLAS_STRIPE_WEBHOOK_SECRET"),
      };
    case "midtrans":
      return {
        provider,
        serverKey: needed(env, "ATLAS_MIDTRANS_SERVER_KEY"),
        isProduction: env.ATLAS_MIDTRANS_PRODUCTION === "1",
      };
    case "xendit":
      return {
        provider,
        secretKey: needed(env, "ATLAS_XENDIT_SECRET_KEY"),
        callbackToken: needed(env, "ATLAS_XENDIT_CALLBACK_TOKEN"),
      };
    case "test":
      if (isDemo) return { provider, dir: env.ATLAS_PAYMENTS_DIR ?? join(env.ATLAS_STATE_DIR ?? ".atlas", "payments") };
      throw new Error(
        "ATLAS_PAYMENTS is test: in a production wallets would be filled without any money. Choose a provider, or none.",
      );
  }
}

type Secret = Extract<keyof PaymentsEnv, `ATLAS_${string}_${"KEY" | "SECRET" | "TOKEN"}`>;

function needed(env: PaymentsEnv, name: Secret): string {
  const value = env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: ATLAS_PAYMENTS is ${env.ATLAS_PAYMENTS}, which needs it`);
  return value;
}
