import { formatMoney, type Currency } from "../money.ts";
import type { NoticeEvent, NoticeLocale } from "./notice.ts";
import { noticeEn } from "./notice-en.ts";
import { noticeId } from "./notice-id.ts";
import type { NoticeTexts } from "./notice-texts.ts";

/** What a notice says of a trip: enough to find the car, and no name and no address of anybody. */
export interface NoticeFacts {
  readonly event: NoticeEvent;
  readonly orderId: string;
  /** Null where the order has no driver. */
  readonly car: { readonly plate: string; readonly model: string } | null;
  /** Whether the driver ends another trip first. */
  readonly isQueued: boolean;
  readonly fareMinor: bigint;
  readonly feeMinor: bigint;
  readonly currency: Currency;
}

const TEXTS: { readonly [L in NoticeLocale]: NoticeTexts } = { en: noticeEn, id: noticeId };

/** The text that is encrypted for the service worker of the rider's app (`Notice` there). */
export function renderNotice(facts: NoticeFacts, locale: NoticeLocale): string {
  const texts = TEXTS[locale];
  const { event, orderId } = facts;
  return JSON.stringify({
    title: event === "matched" && facts.isQueued ? texts.queued : texts[event],
    body: bodyOf(facts, locale),
    lang: locale,
    tag: `trip-${orderId}`,
    path: isOver(event) ? `/trips/${orderId}` : "/",
  });
}

function isOver(event: NoticeEvent): boolean {
  return event === "cancelled" || event === "expired" || event === "finished";
}

function bodyOf({ event, car, fareMinor, feeMinor, currency }: NoticeFacts, locale: NoticeLocale): string {
  const texts = TEXTS[locale];
  switch (event) {
    case "matched":
    case "arriving":
    case "arrived":
      return car === null ? "" : texts.lookFor([car.plate, car.model].filter((word) => word !== "").join(" · "));
    case "cancelled":
      return feeMinor === 0n ? texts.noFee : texts.fee(formatMoney(feeMinor, currency, locale));
    case "redispatched":
      return texts.searching;
    case "expired":
      return texts.tryAgain;
    case "finished":
      return texts.receipt(formatMoney(fareMinor, currency, locale));
  }
}
