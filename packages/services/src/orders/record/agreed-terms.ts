import type { City } from "../../cities/find-city.ts";

/** What a price says of waiting at the pickup, and of riders who cancel late or do not come. */
export interface AgreedTerms {
  readonly freeWaitingS: number;
  readonly cancelFeeMinor: bigint;
}

/** The same in an order's columns; null in orders of before these were settings. */
export interface StoredTerms {
  readonly freeWaitingS: number | null;
  readonly agreedCancelFeeMinor: bigint | null;
}

/**
 * What an order's rider agreed to with the price, whatever the city has set since. An order of before these were settings has
 * the city's columns, which nobody changes any more.
 */
export function agreedTerms(
  { freeWaitingS, agreedCancelFeeMinor }: StoredTerms,
  city: Pick<City, "waitingFreeS" | "cancelFeeMinor">,
): AgreedTerms {
  return {
    freeWaitingS: freeWaitingS ?? city.waitingFreeS,
    cancelFeeMinor: agreedCancelFeeMinor ?? city.cancelFeeMinor,
  };
}
