import { describe, expect, test } from "vitest";
import { MAIL_LOCALES, mailLocaleOf } from "./mail-order.ts";
import type { MailTexts, MailWords } from "./mail-words.ts";
import { maskedEmail, mailTime, renderMail } from "./render-mail.ts";

const LINK = "https://atlas.example/reset?a=1&b=2#token=secret";
const happened = { name: "Ani <b>", at: "today" };

const MAILS: Readonly<Record<keyof Omit<MailTexts, "orPaste" | "sentBy">, (texts: MailTexts) => MailWords>> = {
  confirmSignUp: (texts) => texts.confirmSignUp(),
  accountExists: (texts) => texts.accountExists(happened),
  invited: (texts) => texts.invited(happened),
  resetPassword: (texts) => texts.resetPassword(happened),
  confirmEmail: (texts) => texts.confirmEmail(),
  undoEmail: (texts) => texts.undoEmail({ ...happened, newEmail: "n…@example.test" }),
  passwordChanged: (texts) => texts.passwordChanged(happened),
  secondFactorChanged: (texts) => texts.secondFactorChanged({ ...happened, change: "authenticator-added" }),
  newSignIn: (texts) => texts.newSignIn({ ...happened, device: "Firefox", from: "203.0.113.x" }),
  restricted: (texts) => texts.restricted({ ...happened, kind: "block", reason: "complaints", until: null }),
  restored: (texts) => texts.restored(happened),
};

describe.each(MAIL_LOCALES)("in %s", (locale) => {
  test.each(Object.entries(MAILS))(
    "%s says the same as text and as HTML, with one link and nothing to load",
    (_name, words) => {
      const { subject, text, html } = renderMail({ locale, words, link: LINK });
      expect(subject).toMatch(/\S/);
      expect(text.split(LINK)).toHaveLength(2);
      expect(html.match(/<a /g)).toHaveLength(1);
      expect(html).toContain('href="https://atlas.example/reset?a=1&amp;b=2#token=secret"');
      expect(html).not.toMatch(/<(?:img|script|link|iframe)|url\(|src=/i);
      expect(html).toContain(`<html lang="${locale}">`);
      const words_ = text
        .replaceAll(LINK, "")
        .split(/\s+/)
        .filter((word) => /^\p{L}+$/u.test(word));
      for (const word of words_) expect(html).toContain(word);
    },
  );
});

test("what people call themselves is text in both, never markup", () => {
  const { text, html } = renderMail({ locale: "en", words: MAILS.resetPassword, link: LINK });
  expect(text).toContain("Hello Ani <b>,");
  expect(html).toContain("Hello Ani &lt;b&gt;,");
  expect(html).not.toContain("<b>");
});

test("the languages differ in every mail", () => {
  for (const words of Object.values(MAILS)) {
    const [en, id] = MAIL_LOCALES.map((locale) => renderMail({ locale, words, link: LINK }));
    expect(en?.subject).not.toBe(id?.subject);
    expect(en?.text).not.toBe(id?.text);
  }
});

test("of an address a stranger sees the first letter and the domain", () => {
  expect(maskedEmail("ani@example.test")).toBe("a…@example.test");
});

test("an instant is shown in the city's zone, with its name", () => {
  const at = new Date("2026-11-30T20:15:00Z");
  expect(mailTime(at, { locale: "en", timeZone: "Asia/Jakarta" })).toMatch(/1 December 2026.* 03:15:00 (?:GMT\+7|WIB)/);
  expect(mailTime(at, { locale: "id", timeZone: "Asia/Jakarta" })).toMatch(/1 Desember 2026.* 03\.15\.00 WIB/);
});

test("the language of a mail is Indonesian for those who read it, else English", () => {
  expect(["id", "id-ID", "ID"].map(mailLocaleOf)).toEqual(["id", "id", "id"]);
  expect(["en-GB", "ido", "de", null].map(mailLocaleOf)).toEqual(["en", "en", "en", "en"]);
});
