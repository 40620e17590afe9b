import { join } from "node:path";
import { PAYMENT_PROVIDERS } from "@atlas/core/payments/payment";
import { z } from "zod";

/** Compose files hand down what is not set as an empty text. */
const unset = z.literal("").transform(() => undefined);

/** The variables that configure by whom payments are taken. */
export const paymentsEnvSchema = z.object({
  /** Left out: the test provider in a demo, nobody in a production. */
  ATLAS_PAYMENTS: unset.or(z.enum([...PAYMENT_PROVIDERS, "none"])).optional(),
  ATLAS_PAYMENTS_DIR: z.string().min(1).optional(),
  ATLAS_STATE_DIR: z.string().min(1).optional(),
});

/** By whom payments are taken, with what that takes; null for nobody. */
export type PaymentsConfig = { readonly provider: "test"; readonly dir: string } | null;

/** @throws Error for the test provider in a production, where everybody would pay with nothing */
export function paymentsConfigOf(
  env: z.infer<typeof paymentsEnvSchema>,
  { isDemo }: { readonly isDemo: boolean },
): PaymentsConfig {
  const provider = env.ATLAS_PAYMENTS ?? (isDemo ? "test" : "none");
  if (provider === "none") return null;
  if (provider === "test") {
    if (!isDemo) {
      throw new Error(
        "ATLAS_PAYMENTS is test: in a production wallets would be filled without any money. Choose a provider, or none.",
      );
    }
    return { provider, dir: env.ATLAS_PAYMENTS_DIR ?? join(env.ATLAS_STATE_DIR ?? ".atlas", "payments") };
  }
  throw new Error(`ATLAS_PAYMENTS is ${provider}, which has no adapter yet`);
}
