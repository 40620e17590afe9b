import { RpcProvider } from "@atlas/features/rpc";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { beforeEach, expect, test } from "vitest";
import { page } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { PaymentsProof } from "./payments-proof.tsx";

const SOUND = {
  provider: "stripe",
  day: "2026-11-30",
  payments: 3,
  charges: 3,
  credited: [{ currency: "IDR", amountMinor: "150000" }],
  isListed: true,
  differences: [],
};

let comparison: object = SOUND;
let days: string[] = [];
beforeEach(() => {
  comparison = SOUND;
  days = [];
});

async function draw(locale: "en" | "id" = "en"): Promise<void> {
  await renderOnPage(
    <RpcProvider>
      <PaymentsProof />
    </RpcProvider>,
    {
      locale,
      messages: { en, id },
      gateway: (path, request) => {
        if (!path.startsWith("/trpc/payment.reconcile")) return Response.json(null);
        days.push(/\d{4}-\d\d-\d\d/.exec(decodeURIComponent(request.url))?.[0] ?? "none");
        return Response.json([{ result: { data: comparison } }]);
      },
    },
  );
}

test("nothing is asked before an operator asks; then the day's sum and that all agrees are said", async () => {
  await draw();
  await page.getByLabelText("Day (UTC)").fill("2026-11-30");
  expect(days).toEqual([]);
  await page.getByRole("button", { name: "Compare" }).click();
  await expect.element(page.getByText(/Intact · 3 payments, 3 charges \(stripe\)/)).toBeVisible();
  await expect.element(page.getByText("Rp 150,000")).toBeVisible();
  expect(days).toEqual(["2026-11-30"]);
});

test("each difference is named, and a provider without a list says what is not found", async () => {
  comparison = {
    ...SOUND,
    provider: "midtrans",
    isListed: false,
    differences: [
      { kind: "NOT_CREDITED", paymentId: "p1", reference: "r1", ours: "pending", theirs: "paid" },
      { kind: "UNKNOWN_CHARGE", paymentId: null, reference: "r2", ours: null, theirs: "paid" },
    ],
  };
  await draw("id");
  await page.getByRole("button", { name: "Bandingkan" }).click();
  await expect.element(page.getByText("Dibayar di sana, belum masuk di sini")).toBeVisible();
  await expect.element(page.getByText("Tagihan yang bukan milik kita", { exact: true })).toBeVisible();
  await expect.element(page.getByText(/Penyedia ini tidak punya daftar/)).toBeVisible();
  await expect.element(page.getByText(/Atlas: pending, penyedia: paid · r1/)).toBeVisible();
});
