import { expect, test } from "vitest";
import { type BookedPayment, compareCharges } from "./compare-charges.ts";
import type { Charge } from "./payment-port.ts";

const PAYMENT: BookedPayment = {
  paymentId: "p1",
  reference: "c1",
  state: "paid",
  amountMinor: 50_000n,
  currency: "IDR",
  postedMinor: 50_000n,
};
const CHARGE: Charge = {
  reference: "c1",
  paymentId: "p1",
  state: "paid",
  amountMinor: 50_000n,
  currency: "IDR",
  createdAt: new Date(0),
};
const open = { state: "pending", postedMinor: 0n } as const;

test.each<[string, Partial<BookedPayment>, Partial<Charge> | null]>([
  ["paid on both sides", {}, {}],
  ["open on both sides", open, { state: "pending" }],
  ["declined there and not credited here", { ...open, state: "failed" }, { state: "failed" }],
  ["never made there, and expired here", { ...open, state: "expired" }, null],
  ["not begun there", { ...open, state: "created", reference: null }, null],
  ["given back on both sides", { state: "refunded" }, { state: "refunded" }],
  ["of a reference that did not reach us", { reference: null }, {}],
])("what is %s is no difference", (_, ours, theirs) => {
  expect(compareCharges([{ ...PAYMENT, ...ours }], theirs === null ? [] : [{ ...CHARGE, ...theirs }])).toEqual([]);
});

test.each<[string, Partial<BookedPayment>, Partial<Charge> | null]>([
  ["NOT_CREDITED", open, {}],
  ["NOT_CREDITED", { ...open, state: "expired" }, {}],
  ["NOT_PAID", {}, { state: "failed" }],
  ["NOT_PAID", {}, { state: "pending" }],
  ["GIVEN_BACK", {}, { state: "refunded" }],
  ["MISSING_CHARGE", {}, null],
  ["MISSING_CHARGE", open, null],
  ["AMOUNT", {}, { amountMinor: 49_999n }],
  ["CURRENCY", {}, { currency: "USD" }],
  ["NOT_IN_LEDGER", { postedMinor: 0n }, {}],
  ["NOT_IN_LEDGER", { postedMinor: 100_000n }, {}],
  ["ONLY_IN_LEDGER", { state: "expired" }, { state: "expired" }],
])("%s is named", (kind, ours, theirs) => {
  const charges = theirs === null ? [] : [{ ...CHARGE, ...theirs }];
  expect(compareCharges([{ ...PAYMENT, ...ours }], charges).map((difference) => difference.kind)).toEqual([kind]);
});

test("a charge that is none of ours, and a second one of ours, are named", () => {
  const stray = { ...CHARGE, reference: "c9", paymentId: null };
  const second = { ...CHARGE, reference: "c2" };
  expect(compareCharges([PAYMENT], [second, CHARGE, stray])).toEqual([
    { kind: "SECOND_CHARGE", paymentId: "p1", reference: "c2", ours: "c1", theirs: "paid" },
    { kind: "UNKNOWN_CHARGE", paymentId: null, reference: "c9", ours: null, theirs: "paid" },
  ]);
});
