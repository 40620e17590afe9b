import { createContext } from "react";

import type { Locale, Theme } from "../preferences.ts";

export interface PreferencesContextValue {
  readonly locale: Locale;
  readonly setLocale: (locale: Locale) => void;
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  readonly timeZone: string;
  readonly setTimeZone: (timeZone: string) => void;
}

function ignore(): void {
  // Outside a provider a preference has nowhere to be kept.
}

export const PreferencesContext = createContext<PreferencesContextValue>({
  locale: "en",
  setLocale: ignore,
  theme: "system",
  setTheme: ignore,
  timeZone: "Asia/Jakarta",
  setTimeZone: ignore,
});
