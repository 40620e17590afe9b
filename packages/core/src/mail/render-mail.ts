import type { MailLocale } from "./mail-order.ts";
import type { Mail } from "./mail.ts";
import { mailEn } from "./mail-en.ts";
import { mailId } from "./mail-id.ts";
import type { MailTexts, MailWords } from "./mail-words.ts";

const TEXTS: { readonly [L in MailLocale]: MailTexts } = { en: mailEn, id: mailId };

const INK = "#0d1219";
const FONT = "-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

export interface MailParts {
  readonly locale: MailLocale;
  readonly words: (texts: MailTexts) => MailWords;
  /** Where the link leads; null for a mail without one. */
  readonly link: string | null;
}

/** A mail as text and as HTML of the same words. Nothing in it is loaded from anywhere, and the link is the only one. */
export function renderMail({ locale, words, link }: MailParts): Pick<Mail, "subject" | "text" | "html"> {
  const texts = TEXTS[locale];
  const { subject, before, action, after } = words(texts);
  const linked = action === null || link === null ? null : { action, link };
  const text = [
    ...before,
    ...(linked === null ? [] : [`${linked.action}:\n${linked.link}`]),
    ...after,
    `-- \n${texts.sentBy}`,
  ];
  const html = [
    ...before.map(paragraph),
    ...(linked === null ? [] : [button(linked.action, linked.link)]),
    ...after.map(paragraph),
    ...(linked === null ? [] : [small(`${escaped(texts.orPaste)}<br>${escaped(linked.link)}`)]),
    small(escaped(texts.sentBy)),
  ];
  return { subject, text: `${text.join("\n\n")}\n`, html: page(locale, subject, html.join("\n")) };
}

/** An address of which a stranger learns little: its first letter and its domain. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return `${email.slice(0, 1)}…${email.slice(at)}`;
}

/** An instant in words, in a city's time zone. */
export function mailTime(
  at: Date,
  { locale, timeZone }: { readonly locale: MailLocale; readonly timeZone: string },
): string {
  return new Intl.DateTimeFormat(locale === "id" ? "id-ID" : "en-GB", {
    dateStyle: "long",
    timeStyle: "long",
    timeZone,
  }).format(at);
}

function page(locale: MailLocale, subject: string, body: string): string {
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;background:#fbfaf6;color:${INK};font:16px/1.5 ${FONT}">
<div style="max-width:520px;margin:0 auto;padding:32px 24px">
<p style="margin:0 0 24px;font-size:18px;font-weight:800">Atlas</p>
${body}
</div>
</body>
</html>
`;
}

function paragraph(text: string): string {
  return `<p style="margin:0 0 16px">${escaped(text)}</p>`;
}

function button(label: string, link: string): string {
  const look = `display:inline-block;padding:14px 24px;border-radius:10px;background:#ffb81c;color:${INK};font-weight:700;text-decoration:none`;
  return `<p style="margin:24px 0"><a href="${escaped(link)}" style="${look}">${escaped(label)}</a></p>`;
}

function small(html: string): string {
  return `<p style="margin:24px 0 0;color:#4a5663;font-size:13px;overflow-wrap:anywhere">${html}</p>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
