import { useEffect, useState } from "react";
import { toPing, type PingInput } from "./ping.ts";
import { confirmFix, type Standing } from "./standing-still.ts";

export type PositionPermission = "unknown" | "granted" | "denied" | "unsupported";

/** Where this phone is, as far as it knows and may tell. */
export interface OwnPosition {
  readonly permission: PositionPermission;
  /** The newest fix; its `recordedAt` tells its age. */
  readonly ping: PingInput | null;
}

/** A phone that stands still reports nothing new: after so long it is asked anew, so that "here" stays confirmed. */
const ASK_AGAIN_MS = 3_900;
const UNSUPPORTED: OwnPosition = { permission: "unsupported", ping: null };
const OPTIONS: PositionOptions = { enableHighAccuracy: true, timeout: 15_000, maximumAge: 0 };

/** Follows the phone's position while `isWatching`; the first watch asks for the permission. */
export function useOwnPosition(isWatching: boolean): OwnPosition {
  const [position, setPosition] = useState<OwnPosition>({ permission: "unknown", ping: null });

  useEffect(() => {
    if (!isWatching || !hasGeolocation()) return;
    let standing: Standing | null = null;
    const watch = new PositionWatch(
      (fix) => {
        const nowMs = Date.now();
        const confirmed = confirmFix(fix, standing, nowMs);
        standing = confirmed.standing;
        setPosition({ permission: "granted", ping: toPing(confirmed.fix, nowMs) });
      },
      () => setPosition({ permission: "denied", ping: null }),
    );
    const askAgain = setInterval(() => {
      if (document.visibilityState === "visible") watch.askIfSilent();
    }, 1_000);
    // A watch that was refused stays dead after the driver has allowed it in the settings.
    const stopListening = onPermissionChange(() => watch.restart());
    return () => {
      clearInterval(askAgain);
      stopListening();
      watch.stop();
    };
  }, [isWatching]);

  return isWatching && !hasGeolocation() ? UNSUPPORTED : position;
}

function hasGeolocation(): boolean {
  return "geolocation" in navigator;
}

/** One `watchPosition` that can be started anew. */
class PositionWatch {
  readonly #take: (fix: GeolocationPosition) => void;
  readonly #refused: () => void;
  #id: number;
  /** When the running watch last returned a fix, ms; null before its first fix, which may take long and is not to be disturbed. */
  #fixedAtMs: number | null = null;

  constructor(take: (fix: GeolocationPosition) => void, refused: () => void) {
    this.#take = take;
    this.#refused = refused;
    this.#id = this.#start();
  }

  askIfSilent(): void {
    if (this.#fixedAtMs !== null && Date.now() - this.#fixedAtMs >= ASK_AGAIN_MS) this.restart();
  }

  restart(): void {
    this.stop();
    this.#id = this.#start();
  }

  stop(): void {
    navigator.geolocation.clearWatch(this.#id);
  }

  #start(): number {
    this.#fixedAtMs = null;
    return navigator.geolocation.watchPosition(
      (fix) => {
        this.#fixedAtMs = Date.now();
        this.#take(fix);
      },
      (error) => {
        if (error.code === error.PERMISSION_DENIED) this.#refused();
      },
      OPTIONS,
    );
  }
}

/** Calls back when the driver changes the permission in the browser's settings. Returns a function that stops it. */
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
