export const LOCALES = ["en", "id"] as const;
export type Locale = (typeof LOCALES)[number];

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const LOCALE_COOKIE = "atlas-locale";
export const THEME_COOKIE = "atlas-theme";

export interface Preferences {
  readonly locale: Locale;
  readonly theme: Theme;
}

export function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

export function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

/**
 * The visitor's language and theme from their cookies; without a language cookie the first of `Accept-Language` that
 * Atlas speaks. Safe on the server.
 */
export function readPreferences(
  cookie: (name: string) => string | undefined,
  acceptLanguage: string | null,
  defaultTheme: Theme = "system",
): Preferences {
  const locale = cookie(LOCALE_COOKIE);
  const theme = cookie(THEME_COOKIE);
  return {
    locale: isLocale(locale) ? locale : preferredLocale(acceptLanguage),
    theme: isTheme(theme) ? theme : defaultTheme,
  };
}

function preferredLocale(acceptLanguage: string | null): Locale {
  for (const part of (acceptLanguage ?? "").split(",")) {
    const tag = part.trim().slice(0, 2).toLowerCase();
    if (isLocale(tag)) return tag;
    if (tag === "in") return "id"; // the old code of Bahasa Indonesia, still sent by some phones
  }
  return "en";
}

/** Keeps a preference for a year on this host, for all three apps. */
export function writePreferenceCookie(name: typeof LOCALE_COOKIE | typeof THEME_COOKIE, value: string): void {
  document.cookie = preferenceCookie(name, value, location.protocol === "https:");
}

/** The line of such a cookie. */
export function preferenceCookie(name: string, value: string, isSecure: boolean): string {
  return `${name}=${value}; path=/; max-age=31536000; samesite=lax${isSecure ? "; secure" : ""}`;
}
