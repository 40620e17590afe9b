import { expect, test } from "vitest";
import { DELIVERY_OF, KIND_OF, NOTICE_EVENTS, NOTICE_KINDS, NOTICE_LOCALES } from "./notice.ts";
import { type NoticeFacts, renderNotice } from "./render-notice.ts";

const FACTS: NoticeFacts = {
  event: "matched",
  orderId: "019ad0a0-0000-7000-8000-000000000001",
  car: { plate: "B 1234 XYZ", model: "Honda Beat" },
  isQueued: false,
  fareMinor: 25_000n,
  feeMinor: 0n,
  currency: "IDR",
};

test.each([
  ["matched", "en", "Your driver is on the way", "Look for B 1234 XYZ · Honda Beat", "/"],
  ["arriving", "id", "Pengemudi Anda hampir sampai", "Cari B 1234 XYZ · Honda Beat", "/"],
  ["arrived", "en", "Your driver is here", "Look for B 1234 XYZ · Honda Beat", "/"],
  ["cancelled", "en", "Your ride was cancelled", "Nothing was charged.", `/trips/${FACTS.orderId}`],
  [
    "redispatched",
    "id",
    "Pengemudi Anda tidak bisa datang",
    "Pengemudi lain sedang dicari, dengan harga yang sama.",
    "/",
  ],
  ["expired", "en", "No driver took your ride in time", "Nothing was charged. Try again?", `/trips/${FACTS.orderId}`],
  ["finished", "id", "Anda sudah sampai", "Rp 25.000 · Lihat struk dan beri penilaian", `/trips/${FACTS.orderId}`],
] as const)("%s in %s", (...row) => {
  const [event, locale, title, body, path] = row;
  expect(JSON.parse(renderNotice({ ...FACTS, event }, locale))).toEqual({
    title,
    body,
    path,
    lang: locale,
    tag: `trip-${FACTS.orderId}`,
  });
});

test("a cancellation names its fee, and a driver who ends a trip first is not said to be on the way", () => {
  expect(renderNotice({ ...FACTS, event: "cancelled", feeMinor: 5_000n }, "en")).toContain(
    "Cancellation fee: Rp 5,000",
  );
  expect(renderNotice({ ...FACTS, isQueued: true }, "en")).toContain("Your driver comes next to you");
});

test("every event is of a kind that can be turned off, fits into a message, and is kept for a day at most", () => {
  expect(new Set(Object.values(KIND_OF))).toEqual(new Set(NOTICE_KINDS));
  const car = { plate: "B 1234 XYZ".repeat(3), model: "M".repeat(100) };
  for (const event of NOTICE_EVENTS) {
    expect(DELIVERY_OF[event].ttlS).toBeLessThanOrEqual(86_400);
    // What every push service takes (RFC 8030), less what encryption adds.
    for (const locale of NOTICE_LOCALES)
      expect(Buffer.byteLength(renderNotice({ ...FACTS, event, car }, locale))).toBeLessThan(3_900);
  }
});
