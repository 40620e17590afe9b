"use client";
import { use } from "react";

import { PreferencesContext } from "./preferences-context.ts";

/** The IANA time zone that times are shown in: the city's. */
export function useTimeZone(): string {
  return use(PreferencesContext).timeZone;
}

/** Sets the time zone, once the city is known. */
export function useSetTimeZone(): (timeZone: string) => void {
  return use(PreferencesContext).setTimeZone;
}
