import { DomainError } from "@atlas/core/errors";
import type { PaymentDesk, ServiceContext } from "../context.ts";

/** @throws DomainError PAYMENTS_OFF where no provider is set */
export function requireDesk({ payments }: Pick<ServiceContext, "payments">): PaymentDesk {
  if (payments === null) throw new DomainError("PAYMENTS_OFF", "Paying in is not set up here. Use the cash desk.");
  return payments;
}

/**
 * Asks the provider. What may pass is a refusal of its own, so that an outage of theirs is not taken for a bug of ours.
 * @throws DomainError PAYMENT_REFUSED, PAYMENT_PROVIDER_UNAVAILABLE
 */
export async function askProvider<T>({ log }: Pick<ServiceContext, "log">, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    log.warn({ err: error }, "the payment provider gave no answer");
    throw new DomainError(
      "PAYMENT_PROVIDER_UNAVAILABLE",
      "The payment provider gives no answer. Try again in a moment.",
      {
        cause: error,
      },
    );
  }
}
