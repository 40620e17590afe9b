"use client";
import { useCallback, useEffect, useState } from "react";

export interface OwnPosition {
  readonly lat: number;
  readonly lng: number;
  readonly accuracyM: number;
}

export type LocateState = "idle" | "asking" | "refused" | "unavailable";

interface Own {
  readonly position: OwnPosition | null;
  readonly state: LocateState;
  /** Asks the device; resolves to null when it does not say. */
  readonly locate: () => Promise<OwnPosition | null>;
}

const OPTIONS: PositionOptions = { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 };

/** Where this device is. Asks by itself only where the permission was given before. */
export function useOwnPosition(): Own {
  const [position, setPosition] = useState<OwnPosition | null>(null);
  const [state, setState] = useState<LocateState>("idle");

  const locate = useCallback(async () => {
    if (!("geolocation" in navigator)) {
      setState("unavailable");
      return null;
    }
    setState("asking");
    try {
      const found = await currentPosition();
      setPosition(found);
      setState("idle");
      return found;
    } catch (error) {
      setState(
        error instanceof GeolocationPositionError && error.code === error.PERMISSION_DENIED ? "refused" : "unavailable",
      );
      return null;
    }
  }, []);

  useEffect(() => {
    void isAllowed().then((allowed) => (allowed ? locate() : null));
  }, [locate]);

  return { position, state, locate };
}

async function isAllowed(): Promise<boolean> {
  if (!("permissions" in navigator)) return false;
  const { state } = await navigator.permissions.query({ name: "geolocation" });
  return state === "granted";
}

function currentPosition(): Promise<OwnPosition> {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: coords.latitude, lng: coords.longitude, accuracyM: coords.accuracy }),
      reject,
      OPTIONS,
    );
  });
}
