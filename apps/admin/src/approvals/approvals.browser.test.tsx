import { RpcProvider } from "@atlas/features/rpc";
import { renderOnPage } from "@atlas/ui/testing/atlas-page";
import { NuqsAdapter } from "nuqs/adapters/react";
import { beforeEach, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { openAt } from "../testing/address.ts";
import { ApprovalsPage } from "./approvals-page.tsx";

vi.mock("next/navigation", async () => {
  const router = await import("../testing/router.ts");
  return { useRouter: () => ({ push: router.push }) };
});

const ME = "0197a3c0-0000-7000-8000-000000000001";
const OTHER = "0197a3c0-0000-7000-8000-000000000002";
const REQUEST = {
  requestId: "0197a3c0-0000-7000-8000-00000000000a",
  cityId: "jakarta",
  kind: "credit",
  state: "waiting",
  amountMinor: "1500000",
  currency: "IDR",
  limitMinor: "1000000",
  payload: { userId: "0197a3c0-0000-7000-8000-000000000003", amountMinor: "1500000" },
  people: [{ userId: "0197a3c0-0000-7000-8000-000000000003", name: "Gita Rider" }],
  reason: "lost luggage",
  requestedBy: { userId: OTHER, name: "Lina Finance" },
  requestedAt: "2026-11-30T03:00:00.000Z",
  expiresAt: "2026-12-07T03:00:00.000Z",
  decidedBy: null,
  decidedAt: null,
  decisionReason: null,
  resultIds: [],
};
type Request = typeof REQUEST;

let requests: object[] = [];
let refusal: string | null = null;
let decisions: { readonly call: string; readonly input: unknown }[] = [];
let asked: string[] = [];

/** The gateway's responses to the calls of a batch. */
async function respond(path: string, sent: globalThis.Request): Promise<Response> {
  if (!path.startsWith("/trpc/")) return Response.json(null);
  const calls = path.replace(/^\/trpc\//, "").split(",");
  const text = sent.method === "POST" ? await sent.text() : (new URL(sent.url).searchParams.get("input") ?? "{}");
  const inputs = new Map<string, unknown>(Object.entries(JSON.parse(text)));
  if (refusal !== null && calls.includes("approvals.approve")) {
    const error = { message: "refused", code: -32_603, data: { atlasCode: refusal, httpStatus: 402 } };
    return Response.json([{ error }], { status: 402 });
  }
  return Response.json(calls.map((call, n) => ({ result: { data: run(call, inputs.get(String(n))) } })));
}

function run(call: string, input: unknown): unknown {
  if (call === "account.me")
    return { userId: ME, permissions: ["approvals.read", "approvals.withdraw", "ledger.decide", "staff.read"] };
  if (call === "approvals.list") {
    asked.push(JSON.stringify(input));
    return { items: requests, nextCursor: null };
  }
  if (call === "views.list" || call === "staff.list") return [];
  if (call.startsWith("approvals.")) {
    decisions.push({ call, input });
    requests = [];
  }
  return null;
}

async function show(request?: Partial<Request>, search = "", locale: "en" | "id" = "en"): Promise<void> {
  requests = request === undefined ? [] : [{ ...REQUEST, ...request }];
  openAt(search);
  await renderOnPage(
    <NuqsAdapter>
      <RpcProvider>
        <ApprovalsPage />
      </RpcProvider>
    </NuqsAdapter>,
    { locale, messages: { en, id }, gateway: respond },
  );
}

const dialog = page.getByRole("dialog");

beforeEach(async () => {
  [requests, decisions, asked, refusal] = [[], [], [], null];
  await page.viewport(1280, 800);
});

test("another's request is approved with a reason, after it has been said what it does", async () => {
  await show({});
  await page.getByRole("button", { name: "Approve" }).click();
  await expect
    .element(dialog.getByText(/Credit of .*1,500,000, Gita Rider\. Lina Finance asked for it: lost luggage\./))
    .toBeVisible();
  await dialog.getByLabelText("Reason").fill("seen the claim");
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByText("No requests")).toBeVisible();
  expect(decisions).toEqual([
    { call: "approvals.approve", input: { requestId: REQUEST.requestId, reason: "seen the claim" } },
  ]);
});

test("an approval that the ledger refuses says why, and the request goes on waiting", async () => {
  refusal = "INSUFFICIENT_FUNDS";
  await show({ kind: "debit" });
  await page.getByRole("button", { name: "Approve" }).click();
  await dialog.getByLabelText("Reason").fill("seen the claim");
  await dialog.getByRole("button", { name: "Approve" }).click();
  await expect.element(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect.element(page.getByRole("button", { name: "Approve" })).toBeVisible();
});

test("one's own request waits for another operator: it is withdrawn, and nothing else is offered", async () => {
  await show({ requestedBy: { userId: ME, name: "Me" } });
  await expect.element(page.getByText("Waits for another operator")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Approve" })).not.toBeInTheDocument();
  await expect.element(page.getByRole("button", { name: "Reject" })).not.toBeInTheDocument();
  await page.getByRole("button", { name: "Withdraw" }).click();
  await dialog.getByLabelText("Reason").fill("wrong rider");
  await dialog.getByRole("button", { name: "Withdraw" }).click();
  await vi.waitFor(() => expect(decisions.map(({ call }) => call)).toEqual(["approvals.withdraw"]));
});

test("the list has what waits until the address says otherwise", async () => {
  await show({ state: "rejected" }, "?state=rejected&kind=credit");
  await expect.element(page.getByText("Rejected").first()).toBeVisible();
  expect(asked.some((input) => input.includes('"state":"rejected"') && input.includes('"kind":"credit"'))).toBe(true);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await vi.waitFor(() => expect(asked.at(-1)).toContain('"state":"waiting"'));
});

test("on a phone a request is read whole, in Indonesian as well", async () => {
  await page.viewport(390, 844);
  await show({}, "", "id");
  await expect.element(page.getByText("Lina Finance: lost luggage")).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Setujui" })).toBeVisible();
  expect(document.documentElement.scrollWidth - window.innerWidth).toBe(0);
});
