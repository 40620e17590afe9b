import { useEffect, useState } from "react";
import { toPing, type PingInput } from "./ping.ts";

export type PositionPermission = "unknown" | "granted" | "denied" | "unsupported";

/** Where this phone is, as far as it knows and may tell. */
export interface OwnPosition {
  readonly permission: PositionPermission;
  /** The newest fix; its `recordedAt` tells its age. */
  readonly ping: PingInput | null;
}

/** A phone that stands still reports nothing new: after this long it is asked again, so that "here" stays confirmed. */
const CONFIRM_AFTER_MS = 4_000;
const FIX_TIMEOUT_MS = 10_000;
const OPTIONS: PositionOptions = { enableHighAccuracy: true, timeout: FIX_TIMEOUT_MS, maximumAge: 1_000 };

/** Follows the phone's position while `isWatching`; the first watch asks for the permission. */
export function useOwnPosition(isWatching: boolean): OwnPosition {
  const [position, setPosition] = useState<OwnPosition>({ permission: "unknown", ping: null });

  useEffect(() => {
    if (!isWatching) return;
    if (!("geolocation" in navigator)) {
      setPosition({ permission: "unsupported", ping: null });
      return;
    }
    let lastFixMs = 0;
    const take = (fix: GeolocationPosition): void => {
      lastFixMs = Date.now();
      setPosition({ permission: "granted", ping: toPing(fix) });
    };
    const fail = (error: GeolocationPositionError): void => {
      if (error.code === error.PERMISSION_DENIED) setPosition({ permission: "denied", ping: null });
    };
    let watchId = navigator.geolocation.watchPosition(take, fail, OPTIONS);
    const confirm = setInterval(() => {
      if (document.visibilityState === "hidden" || Date.now() - lastFixMs < CONFIRM_AFTER_MS) return;
      navigator.geolocation.getCurrentPosition(take, fail, OPTIONS);
    }, CONFIRM_AFTER_MS);
    const stopListening = onPermissionChange(() => {
      // A watch that was refused stays dead after the driver has allowed it in the settings.
      navigator.geolocation.clearWatch(watchId);
      watchId = navigator.geolocation.watchPosition(take, fail, OPTIONS);
    });
    return () => {
      navigator.geolocation.clearWatch(watchId);
      clearInterval(confirm);
      stopListening();
    };
  }, [isWatching]);

  return position;
}

/** Calls back when the driver changes the permission in the browser's settings. Returns the way to stop. */
function onPermissionChange(listener: () => void): () => void {
  const stop = new AbortController();
  void watchPermission(listener, stop.signal);
  return () => stop.abort();
}

async function watchPermission(listener: () => void, signal: AbortSignal): Promise<void> {
  try {
    const permission = await navigator.permissions.query({ name: "geolocation" });
    permission.addEventListener("change", listener, { signal });
  } catch {
    // Older Safari has no permission query; the watch itself still tells.
  }
}
