import { type MailLocale, mailLocaleOf } from "@atlas/core/mail/mail-order";
import { formatMoney, isCurrency } from "@atlas/core/money";
import { TEST_ACTS, type TestProvider } from "@atlas/ports/payments/built-in-provider";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { z } from "zod";
import type { GatewayEnv } from "./gateway-env.ts";

const WORDS = {
  en: {
    title: "Test payment",
    hint: "This page stands in for a payment provider. No bank is asked and no real money moves.",
    states: {
      pending: "Waiting for you",
      paid: "Paid",
      failed: "Declined",
      expired: "Expired",
      refunded: "Given back",
    },
    pay: "Pay",
    decline: "Decline",
    expire: "Let it expire",
    payLate: "Pay late",
    again: "Report it once more",
    quiet: "Report nothing: Atlas finds out by asking",
    back: "Back to Atlas",
    failed: "The report did not arrive. Atlas finds out by asking.",
    other: "Bahasa Indonesia",
  },
  id: {
    title: "Pembayaran uji",
    hint: "Halaman ini menggantikan penyedia pembayaran. Tidak ada bank yang dihubungi dan tidak ada uang sungguhan.",
    states: {
      pending: "Menunggu Anda",
      paid: "Sudah dibayar",
      failed: "Ditolak",
      expired: "Kedaluwarsa",
      refunded: "Dikembalikan",
    },
    pay: "Bayar",
    decline: "Tolak",
    expire: "Biarkan kedaluwarsa",
    payLate: "Bayar terlambat",
    again: "Laporkan sekali lagi",
    quiet: "Tanpa laporan: Atlas mengetahuinya dengan bertanya",
    back: "Kembali ke Atlas",
    failed: "Laporan tidak sampai. Atlas mengetahuinya dengan bertanya.",
    other: "English",
  },
} as const;

const actSchema = z.object({ act: z.enum([...TEST_ACTS, "report"]), isQuiet: z.boolean() });

export interface TestPaymentRoutes {
  readonly provider: TestProvider;
  /** Sends a webhook to this gateway, as one that came over HTTP. */
  readonly report: (webhook: ReturnType<TestProvider["webhookOf"]>) => Promise<Response>;
}

/** The pages of the test provider, on which the payer presses a button. Null where there is none. */
export function testPaymentRoutes(routes: TestPaymentRoutes | null): Hono<GatewayEnv> {
  const hono = new Hono<GatewayEnv>();
  if (routes === null) return hono;
  const { provider, report } = routes;
  hono.get("/test-payments/page.js", (c) => c.body(SCRIPT, 200, { "content-type": "text/javascript; charset=utf-8" }));
  hono.get("/test-payments/:reference", async (c) => {
    const charge = await provider.find(c.req.param("reference"));
    if (charge === null) return c.notFound();
    c.header("cache-control", "no-store");
    const locale = mailLocaleOf(c.req.query("lang") ?? c.req.header("accept-language") ?? null);
    return c.html(await page(locale, charge));
  });
  hono.post("/test-payments/:reference", async (c) => act(c, provider, report));
  return hono;
}

async function act(
  c: Context<GatewayEnv, "/test-payments/:reference">,
  provider: TestProvider,
  report: TestPaymentRoutes["report"],
): Promise<Response> {
  const reference = c.req.param("reference");
  const wish = actSchema.safeParse(await c.req.json().catch(() => null));
  const charge = await provider.find(reference);
  if (!wish.success || charge === null) return c.notFound();
  const { act: what, isQuiet } = wish.data;
  if (what !== "report") await provider.act(reference, what);
  const isReported = !isQuiet && (await report(provider.webhookOf(reference))).ok;
  return c.json({ isReported });
}

type ShownCharge = NonNullable<Awaited<ReturnType<TestProvider["find"]>>>;

function page(locale: MailLocale, charge: ShownCharge): HtmlEscapedString | Promise<HtmlEscapedString> {
  const words = WORDS[locale];
  const { state, amountMinor, currency, returnUrl, reference, description } = charge;
  const amount = isCurrency(currency) ? formatMoney(amountMinor, currency, locale) : `${currency} ${amountMinor}`;
  const isPayable = state === "pending" || state === "failed" || state === "expired";
  const button = (what: string, label: string, look = ""): HtmlEscapedString | Promise<HtmlEscapedString> =>
    html`<button type="button" data-act="${what}" class="${look}">${label}</button>`;
  const other = locale === "id" ? "en" : "id";
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${words.title} · Atlas</title>
        <script src="/test-payments/page.js" defer></script>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header><b>Atlas</b><a href="?lang=${other}" hreflang="${other}" lang="${other}">${words.other}</a></header>
        <main data-return="${returnUrl}" data-failed="${words.failed}">
          <h1>${words.title}</h1>
          <p class="hint">${words.hint}</p>
          <p class="amount">${amount}</p>
          <p>${description}</p>
          <p>
            <strong id="state">${words.states[state]}</strong>
          </p>
          <div class="acts">
            ${isPayable ? button("pay", state === "expired" ? words.payLate : words.pay, "main") : ""}
            ${state === "pending" ? button("decline", words.decline) : ""}
            ${state === "pending" ? button("expire", words.expire) : ""}
            ${state === "pending" ? "" : button("report", words.again)}
          </div>
          <label><input type="checkbox" id="quiet" /> ${words.quiet}</label>
          <p role="alert" id="problem"></p>
          <p><a href="${returnUrl}">← ${words.back}</a></p>
          <p class="hint">${reference}</p>
        </main>
      </body>
    </html>`;
}

/** After a decision the page leads back, as providers' pages do; a report that did not arrive is said first. */
const SCRIPT = `const main = document.querySelector("main");
for (const button of document.querySelectorAll("button")) button.addEventListener("click", async () => {
  for (const other of document.querySelectorAll("button")) other.disabled = true;
  const isQuiet = document.querySelector("#quiet").checked;
  const response = await fetch(location.pathname, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ act: button.dataset.act, isQuiet }),
  }).catch(() => null);
  const isReported = response !== null && response.ok && (await response.json()).isReported;
  if (!isReported && !isQuiet) {
    document.querySelector("#problem").textContent = main.dataset.failed;
    for (const other of document.querySelectorAll("button")) other.disabled = false;
  } else if (button.dataset.act === "report") location.reload();
  else location.assign(main.dataset.return);
});
`;

/** The brand's colours (\`packages/ui/src/theme/atlas.css\`) for a page without the apps' styles. */
const STYLE = html` :root { color-scheme: light dark; --page: #fbfaf6; --raised: #fff; --ink: #0d1219; --muted: #4a5663;
--line: #dad8cf } @media (prefers-color-scheme: dark) { :root { --page: #0d1219; --raised: #1a222c; --ink: #f3f1ea;
--muted: #a7b2be; --line: #2b3540 } } * { box-sizing: border-box } body { margin: 0; background: var(--page); color:
var(--ink); font: 16px/1.5 system-ui, sans-serif } header, main { max-width: 480px; margin: 0 auto; padding: 16px 20px }
header { display: flex; justify-content: space-between; align-items: center } h1 { margin: 8px 0 4px; font-size: 28px;
line-height: 1.2; letter-spacing: -0.02em } a { color: inherit; text-decoration-color: #ffb81c;
text-decoration-thickness: 2px; text-underline-offset: 4px; display: inline-block; padding: 12px 0 } a:focus-visible,
button:focus-visible, input:focus-visible { outline: 3px solid #ffb81c; outline-offset: 2px; border-radius: 4px } .hint
{ color: var(--muted); overflow-wrap: anywhere } .amount { margin: 20px 0 0; font-size: 36px; font-weight: 800;
letter-spacing: -0.02em } .acts { display: grid; gap: 8px; margin: 20px 0 } button { min-height: 48px; padding: 12px
16px; border: 1px solid var(--line); border-radius: 12px; background: var(--raised); color: inherit; font: inherit;
font-weight: 600 } button.main { border-color: #ffb81c; background: #ffb81c; color: #0d1219 } button:disabled { opacity:
0.6 } label { display: flex; gap: 8px; align-items: center; min-height: 44px } input { width: 20px; height: 20px;
margin: 0 }`;
