"use client";
import { use, useSyncExternalStore } from "react";

import type { Theme } from "../preferences.ts";
import { PreferencesContext } from "./preferences-context.ts";

interface ThemeSetting {
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
  /** What `system` comes to on this device now. */
  readonly resolved: "light" | "dark";
}

const DARK_QUERY = "(prefers-color-scheme: dark)";

/** The theme setting and what it resolves to; follows the device while it is `system`. */
export function useTheme(): ThemeSetting {
  const { theme, setTheme } = use(PreferencesContext);
  const isSystemDark = useMediaQuery(DARK_QUERY);
  return { theme, setTheme, resolved: theme === "system" ? (isSystemDark ? "dark" : "light") : theme };
}

/** Whether the visitor asked for less motion. */
export function useReducedMotion(): boolean {
  return useMediaQuery("(prefers-reduced-motion: reduce)");
}

/** Parsed once: whether one matches is asked for with every render. */
const mediaQueries = new Map<string, MediaQueryList>();

function mediaQueryOf(query: string): MediaQueryList {
  const list = mediaQueries.get(query) ?? matchMedia(query);
  mediaQueries.set(query, list);
  return list;
}

/** Whether a media query matches; false on the server. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      const list = mediaQueryOf(query);
      list.addEventListener("change", notify);
      return () => list.removeEventListener("change", notify);
    },
    () => mediaQueryOf(query).matches,
    () => false,
  );
}
