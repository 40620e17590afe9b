import type { PaymentPort } from "@atlas/core/payments/payment-port";
import { TestProvider, type TestProviderConfig } from "./built-in-provider.ts";
import type { PaymentsConfig } from "./payments-config.ts";

/** By whom payments are taken; null where nobody is set. A provider's client is loaded where it is used. */
export async function openPayments(
  config: PaymentsConfig,
  ofTest: Pick<TestProviderConfig, "secret" | "pageUrl" | "now">,
): Promise<PaymentPort | null> {
  switch (config?.provider) {
    case undefined:
      return null;
    case "test":
      return new TestProvider({ ...ofTest, dir: config.dir });
    case "stripe": {
      const { StripePayments } = await import("./stripe-payments.ts");
      return new StripePayments(config);
    }
    case "midtrans": {
      const { MidtransPayments } = await import("./midtrans-payments.ts");
      return new MidtransPayments(config);
    }
    case "xendit": {
      const { XenditPayments } = await import("./xendit-payments.ts");
      return new XenditPayments(config);
    }
  }
}
