/** What riders may be notified of on the lock screen, each of which they can turn off. */
export const NOTICE_KINDS = ["matched", "arriving", "arrived", "cancelled", "receipt"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What has happened to a trip. */
export const NOTICE_EVENTS = [
  "matched",
  "arriving",
  "arrived",
  "cancelled",
  "redispatched",
  "expired",
  "finished",
] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

/** A search that starts anew, or ends without a driver, goes with the cancellations. */
export const KIND_OF: { readonly [E in NoticeEvent]: NoticeKind } = {
  matched: "matched",
  arriving: "arriving",
  arrived: "arrived",
  cancelled: "cancelled",
  redispatched: "cancelled",
  expired: "cancelled",
  finished: "receipt",
};

export const NOTICE_LOCALES = ["en", "id"] as const;
export type NoticeLocale = (typeof NOTICE_LOCALES)[number];

/** How push services treat a notice (RFC 8030): for how long they keep it for a device that is away, and whether it may wake one. */
export interface Delivery {
  readonly ttlS: number;
  readonly urgency: "normal" | "high";
}

const MINUTE_S = 60;

/** A car at the kerb is news for minutes, a receipt for a day. */
export const DELIVERY_OF: { readonly [E in NoticeEvent]: Delivery } = {
  matched: { ttlS: 10 * MINUTE_S, urgency: "high" },
  arriving: { ttlS: 3 * MINUTE_S, urgency: "high" },
  arrived: { ttlS: 10 * MINUTE_S, urgency: "high" },
  cancelled: { ttlS: 60 * MINUTE_S, urgency: "high" },
  redispatched: { ttlS: 10 * MINUTE_S, urgency: "high" },
  expired: { ttlS: 60 * MINUTE_S, urgency: "high" },
  finished: { ttlS: 24 * 60 * MINUTE_S, urgency: "normal" },
};
