import { describe, expect, test } from "vitest";

import { preferenceCookie, readPreferences } from "./preferences.ts";

const cookies =
  (jar: Record<string, string>) =>
  (name: string): string | undefined =>
    jar[name];

describe("a visitor's preferences", () => {
  test("cookies win over what the browser asks for", () => {
    expect(readPreferences(cookies({ "atlas-locale": "en", "atlas-theme": "dark" }), "id-ID,id;q=0.9")).toEqual({
      locale: "en",
      theme: "dark",
    });
  });

  test("without a cookie the first language that Atlas speaks is taken", () => {
    expect(readPreferences(cookies({}), "fr-FR,id;q=0.8,en;q=0.5").locale).toBe("id");
    expect(readPreferences(cookies({}), "in-ID").locale).toBe("id");
    expect(readPreferences(cookies({}), null).locale).toBe("en");
  });

  test("a cookie that nobody here wrote is ignored", () => {
    expect(readPreferences(cookies({ "atlas-locale": "xx", "atlas-theme": "neon" }), "en", "dark")).toEqual({
      locale: "en",
      theme: "dark",
    });
  });
});

test("a preference is kept over TLS only where the page came over TLS", () => {
  expect(preferenceCookie("atlas-theme", "dark", true)).toBe(
    "atlas-theme=dark; path=/; max-age=31536000; samesite=lax; secure",
  );
  expect(preferenceCookie("atlas-theme", "dark", false)).not.toContain("secure");
});
