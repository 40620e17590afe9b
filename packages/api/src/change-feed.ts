/** That something changed after a commit; says what to read again, never what it now is. */
export type Change =
  | { readonly kind: "order"; readonly orderId: string; readonly riderId: string; readonly driverId: string | null }
  | { readonly kind: "offer"; readonly offerId: string; readonly orderId: string; readonly driverId: string }
  | { readonly kind: "driver"; readonly driverId: string }
  | { readonly kind: "wallet"; readonly userId: string };

/** The changes of each city, as this process hears of them. A message may be lost: watchers also re-read on a timer. */
export interface ChangeFeed {
  /** Calls `listener` for every change in the city until the returned function is called. */
  listen(cityId: string, listener: (change: Change) => void): () => void;
}
