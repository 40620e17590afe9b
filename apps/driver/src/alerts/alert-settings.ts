import { useSyncExternalStore } from "react";

/** How an offer makes itself noticed on this phone. */
export interface AlertSettings {
  readonly hasSound: boolean;
  readonly hasVibration: boolean;
}

const KEY = "atlas-driver-alerts";
const DEFAULTS: AlertSettings = { hasSound: true, hasVibration: true };
const listeners = new Set<() => void>();
let current: AlertSettings | null = null;

/** The settings of this phone, as they change. */
export function useAlertSettings(): AlertSettings {
  return useSyncExternalStore(subscribe, readAlertSettings, () => DEFAULTS);
}

/** Changes some of the settings for good. */
export function changeAlertSettings(change: Partial<AlertSettings>): void {
  current = { ...readAlertSettings(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
  for (const listener of listeners) listener();
}

function readAlertSettings(): AlertSettings {
  current ??= readStored();
  return current;
}

function readStored(): AlertSettings {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    return { hasSound: flag(stored, "hasSound"), hasVibration: flag(stored, "hasVibration") };
  } catch {
    return DEFAULTS;
  }
}

function flag(stored: unknown, name: keyof AlertSettings): boolean {
  const value: unknown = typeof stored === "object" && stored !== null ? Reflect.get(stored, name) : undefined;
  return typeof value === "boolean" ? value : DEFAULTS[name];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
