"use client";
import { use } from "react";

import type { Locale } from "../preferences.ts";
import { PreferencesContext } from "./preferences-context.ts";

/** The language in use. */
export function useLocale(): Locale {
  return use(PreferencesContext).locale;
}

/** The language and its setter. */
export function useLocaleSetting(): { readonly locale: Locale; readonly setLocale: (locale: Locale) => void } {
  return use(PreferencesContext);
}
