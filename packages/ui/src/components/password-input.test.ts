import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { IntlProvider } from "use-intl";
import { expect, test } from "vitest";
import { uiEn } from "../messages/en.ts";
import { PasswordInput } from "./password-input.tsx";

test("a password is hidden until its owner wants to see it, and is for password managers and the clipboard, too", () => {
  const input = createElement(PasswordInput, { label: "Password", name: "password", autoComplete: "current-password" });
  const page = { locale: "en", timeZone: "UTC", messages: { ui: uiEn }, children: input } as const;
  const html = renderToStaticMarkup(createElement(IntlProvider, page));
  const [field = ""] = /<input[^>]*>/.exec(html) ?? [];
  expect(field).toContain('type="password"');
  expect(field).toContain('autoComplete="current-password"');
  expect(field).not.toMatch(/onpaste|maxlength|readonly/i);
  expect(html).toContain('aria-pressed="false"');
});
