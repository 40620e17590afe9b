import { type MailLocale, mailLocaleOf } from "@atlas/core/mail/mail-order";
import type { Mail } from "@atlas/core/mail/mail";
import type { DiskMailbox } from "@atlas/ports/mail/disk-mailbox";
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { GatewayEnv } from "./gateway-env.ts";

type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const WORDS = {
  en: {
    title: "Mailbox of the demo",
    hint: "No mail leaves this installation. What would be sent lies here, newest first.",
    empty: "No mail yet. Create an account or ask for a new password in one of the apps.",
    to: "To",
    back: "All mails",
    other: "Bahasa Indonesia",
  },
  id: {
    title: "Kotak surat demo",
    hint: "Tidak ada surat yang keluar dari instalasi ini. Yang seharusnya terkirim ada di sini, terbaru di atas.",
    empty: "Belum ada surat. Buat akun atau minta kata sandi baru di salah satu aplikasi.",
    to: "Kepada",
    back: "Semua surat",
    other: "English",
  },
} as const;

const LINK = /https?:\/\/\S+/;

/**
 * The mails of a demo as pages: everybody who reaches the gateway reads all of them, links included. Without a mailbox there is nothing at the
 * address.
 */
export function mailboxRoutes(mailbox: DiskMailbox | null): Hono<GatewayEnv> {
  const hono = new Hono<GatewayEnv>();
  if (mailbox === null) return hono;
  hono.get("/mailbox", async (c) => respond(c, async (locale) => await listPage(locale, await mailbox.list())));
  hono.get("/mailbox/times.js", (c) => c.body(LOCAL_TIMES, 200, { "content-type": "text/javascript; charset=utf-8" }));
  hono.get("/mailbox/:id", async (c) => {
    const mail = await mailbox.find(c.req.param("id"));
    return mail === null ? c.notFound() : await respond(c, async (locale) => await mailPage(locale, mail));
  });
  return hono;
}

async function respond(
  c: Context<GatewayEnv>,
  page: (locale: MailLocale) => Promise<HtmlEscapedString>,
): Promise<Response> {
  c.header("cache-control", "no-store");
  return c.html(await page(mailLocaleOf(c.req.query("lang") ?? c.req.header("accept-language") ?? null)));
}

function listPage(locale: MailLocale, mails: readonly Mail[]): Markup {
  const words = WORDS[locale];
  const rows = mails.map(
    (mail) =>
      html`<li>
        <a class="mail" href="/mailbox/${mail.id}?lang=${locale}">
          <strong>${mail.subject}</strong><span>${words.to} ${mail.to}</span>${timeOf(mail, locale)}
        </a>
      </li>`,
  );
  const list =
    mails.length === 0
      ? html`<p class="empty">${words.empty}</p>`
      : html`<ul>
          ${rows}
        </ul>`;
  const body = html`<h1>${words.title}</h1>
    <p class="hint">${words.hint}</p>
    ${list}`;
  return frame(locale, { title: words.title, path: "/mailbox", body });
}

function mailPage(locale: MailLocale, mail: Mail): Markup {
  const words = WORDS[locale];
  const lines = mail.text.split("\n").map((line) => {
    const [link] = LINK.exec(line) ?? [];
    return link === undefined ? html`${line}<br />` : html`<a href="${link}">${link}</a><br />`;
  });
  const body = html`<p><a href="/mailbox?lang=${locale}">← ${words.back}</a></p>
    <h1>${mail.subject}</h1>
    <p class="hint">${words.to} ${mail.to} · ${timeOf(mail, locale)}</p>
    <article>${lines}</article>`;
  return frame(locale, { title: mail.subject, path: `/mailbox/${mail.id}`, body });
}

/** In UTC, until the page's script has it in the reader's time zone. */
function timeOf({ at }: Mail, locale: MailLocale): Markup {
  const format = { dateStyle: "medium", timeStyle: "long", timeZone: "UTC" } as const;
  const text = new Intl.DateTimeFormat(locale === "id" ? "id-ID" : "en-GB", format).format(at);
  return html`<time datetime="${at.toISOString()}">${text}</time>`;
}

const LOCAL_TIMES = `const tag = document.documentElement.lang === "id" ? "id-ID" : "en-GB";
const format = new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "long" });
for (const time of document.querySelectorAll("time")) time.textContent = format.format(new Date(time.dateTime));
`;

interface Frame {
  readonly title: string;
  readonly path: string;
  readonly body: Markup;
}

function frame(locale: MailLocale, { title, path, body }: Frame): Markup {
  const other = locale === "id" ? "en" : "id";
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Atlas</title>
        <script src="/mailbox/times.js" defer></script>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <header>
          <b>Atlas</b><a href="${path}?lang=${other}" hreflang="${other}" lang="${other}">${WORDS[locale].other}</a>
        </header>
        <main>${body}</main>
      </body>
    </html>`;
}

/** The brand's colours (`packages/ui/src/theme/atlas.css`) for a page without the apps' styles. */
const STYLE = html` :root { color-scheme: light dark; --page: #fbfaf6; --raised: #fff; --ink: #0d1219; --muted: #4a5663;
--line: #dad8cf } @media (prefers-color-scheme: dark) { :root { --page: #0d1219; --raised: #1a222c; --ink: #f3f1ea;
--muted: #a7b2be; --line: #2b3540 } } * { box-sizing: border-box } body { margin: 0; background: var(--page); color:
var(--ink); font: 16px/1.5 system-ui, sans-serif } header, main { max-width: 720px; margin: 0 auto; padding: 16px 20px }
header { display: flex; justify-content: space-between; align-items: center } h1 { margin: 8px 0 4px; font-size: 28px;
line-height: 1.2; letter-spacing: -0.02em; overflow-wrap: anywhere } a { color: inherit; text-decoration-color: #ffb81c;
text-decoration-thickness: 2px; text-underline-offset: 4px; overflow-wrap: anywhere } a:focus-visible { outline: 3px
solid #ffb81c; outline-offset: 2px; border-radius: 4px } header a, main p > a { display: inline-block; padding: 12px 0 }
.hint, .mail span, .mail time, .empty { color: var(--muted) } ul { list-style: none; padding: 0; margin: 20px 0;
display: grid; gap: 8px } .mail { display: grid; gap: 2px; padding: 14px 16px; border: 1px solid var(--line);
border-radius: 12px; background: var(--raised); text-decoration: none } .mail:hover strong { text-decoration: underline
} .mail span, .mail time { font-size: 14px } article { margin: 16px 0; padding: 20px; border: 1px solid var(--line);
border-radius: 12px; background: var(--raised) }`;
