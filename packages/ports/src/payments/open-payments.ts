import type { PaymentPort } from "@atlas/core/payments/payment-port";
import type { PaymentsConfig } from "./payments-config.ts";
import { TestProvider, type TestProviderConfig } from "./built-in-provider.ts";

/** By whom payments are taken; null where nobody is set. */
export function openPayments(
  config: PaymentsConfig,
  ofTest: Pick<TestProviderConfig, "secret" | "pageUrl" | "now">,
): PaymentPort | null {
  return config === null ? null : new TestProvider({ ...ofTest, dir: config.dir });
}
