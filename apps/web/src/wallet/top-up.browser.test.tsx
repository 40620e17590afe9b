import { RpcProvider } from "@atlas/features/rpc";
import { type Gateway, renderOnPage } from "@atlas/ui/testing/atlas-page";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import type { Payment } from "../views.ts";
import { PaymentPanel } from "./payment-panel.tsx";
import { TopUpDialog } from "./top-up-dialog.tsx";

const { push } = vi.hoisted(() => ({ push: vi.fn<(address: string) => void>() }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

const PAYMENT_ID = "019ad0a0-0000-7000-8000-000000000001";
const PAYMENT: Payment = {
  paymentId: PAYMENT_ID,
  userId: "r1",
  amountMinor: "100000",
  currency: "IDR",
  method: "qris",
  provider: "test",
  state: "pending",
  payBy: { kind: "qr", payload: "https://pay.example/1", url: "https://pay.example/1" },
  finding: null,
  createdAt: "2026-11-30T05:00:00.000Z",
  expiresAt: "2026-11-30T06:00:00.000Z",
  closedAt: null,
};
type Responses = { readonly [path: string]: () => unknown };

let asked: { readonly path: string; readonly body: string }[] = [];
beforeEach(() => {
  asked = [];
  push.mockClear();
});
afterEach(() => {
  vi.restoreAllMocks();
});

function gateway(responses: Responses): Gateway {
  return async (path, request) => {
    if (!path.startsWith("/trpc/")) return Response.json(null);
    const calls = path.replace(/^\/trpc\//, "").split(",");
    const body = await request.text();
    for (const call of calls) asked.push({ path: call, body });
    return Response.json(calls.map((call) => ({ result: { data: responses[call]?.() ?? null } })));
  };
}

async function draw(node: ReactNode, responses: Responses, locale: "en" | "id" = "en"): Promise<void> {
  await renderOnPage(<RpcProvider>{node}</RpcProvider>, { locale, messages: { en, id }, gateway: gateway(responses) });
}

const ignore = (): void => {};
const both = (): unknown => ({ provider: "test", methods: ["card", "qris"] });

test("an amount and a method make a payment, whose code is on the wallet's page", async () => {
  await draw(<TopUpDialog isOpen onClose={ignore} currency="IDR" />, {
    "payment.ways": both,
    "payment.create": () => PAYMENT,
  });
  await expect.element(page.getByText(/This is a demo: the next page stands in for a payment provider/)).toBeVisible();
  await page.getByRole("radio", { name: "Rp 200,000" }).click();
  await page.getByRole("radio", { name: "QRIS" }).click();
  await page.getByRole("button", { name: "Pay Rp 200,000" }).click();
  await vi.waitFor(() => expect(push).toHaveBeenCalledWith(`/wallet?payment=${PAYMENT_ID}`));
  const [created] = asked.filter(({ path }) => path === "payment.create");
  expect(created?.body).toContain('"amountMinor":"200000"');
  expect(created?.body).toContain('"method":"qris"');
});

test("another amount has to be one", async () => {
  await draw(<TopUpDialog isOpen onClose={ignore} currency="IDR" />, { "payment.ways": both });
  await page.getByRole("radio", { name: "Other amount" }).click();
  await page.getByRole("textbox", { name: "Amount" }).fill("12,5x");
  await expect.element(page.getByText("Enter a whole amount above zero.")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Pay", exact: true })).toBeDisabled();
});

test("where nobody takes payments, the cash desk does", async () => {
  await draw(
    <TopUpDialog isOpen onClose={ignore} currency="IDR" />,
    { "payment.ways": () => ({ provider: null, methods: [] }) },
    "id",
  );
  await expect.element(page.getByText(/Isi saldo di loket tunai/)).toBeVisible();
});

test("an open payment has its code and its page, and turns into what became of it", async () => {
  let payment = PAYMENT;
  await draw(<PaymentPanel paymentId={PAYMENT_ID} onTryAgain={ignore} />, { "payment.get": () => payment });
  await expect.element(page.getByText("Waiting for your payment of Rp 100,000")).toBeVisible();
  await expect.element(page.getByRole("img", { name: "QRIS code to pay with" })).toBeVisible();
  await expect
    .element(page.getByRole("link", { name: "Go on paying" }))
    .toHaveAttribute("href", "https://pay.example/1");
  payment = { ...PAYMENT, state: "paid", payBy: null };
  await expect.element(page.getByText("Rp 100,000 arrived in your wallet.")).toBeVisible();
});

test.each([
  [{ state: "failed" }, "The payment of Rp 100,000 was declined. Nothing was charged.", true],
  [{ state: "expired" }, /was not made in time\. If you have paid, it arrives here by itself/, true],
  [{ state: "refunded" }, "The payment of Rp 100,000 was given back.", false],
  [{ state: "pending", finding: "amount_differs" }, /is being checked\. You need not pay again/, false],
] as const)("%o says what it means", async (became, words, mayTryAgain) => {
  const tryAgain = vi.fn<() => void>();
  const payment = { ...PAYMENT, payBy: null, ...became };
  await draw(<PaymentPanel paymentId={PAYMENT_ID} onTryAgain={tryAgain} />, { "payment.get": () => payment });
  await expect.element(page.getByText(words)).toBeVisible();
  const again = page.getByRole("button", { name: "Try again" });
  expect(again.elements()).toHaveLength(mayTryAgain ? 1 : 0);
  if (mayTryAgain) {
    await again.click();
    expect(tryAgain).toHaveBeenCalledOnce();
  }
});
