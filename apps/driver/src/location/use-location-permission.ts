import { useEffect, useState } from "react";

/** Whether the page may read the position without asking; false where the browser cannot tell. */
export function useIsLocationGranted(): boolean {
  const [isGranted, setIsGranted] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    void follow(setIsGranted, stop.signal);
    return () => stop.abort();
  }, []);

  return isGranted;
}

async function follow(notify: (isGranted: boolean) => void, signal: AbortSignal): Promise<void> {
  try {
    const permission = await navigator.permissions.query({ name: "geolocation" });
    if (signal.aborted) return;
    notify(permission.state === "granted");
    permission.addEventListener("change", () => notify(permission.state === "granted"), { signal });
  } catch {
    // Older Safari has no permission query: the position is asked for when the driver goes online.
  }
}

const ASK_TIMEOUT_MS = 10_000;

/** Asks for the permission with a first fix. `allowed` also when the fix itself takes longer than 10 s. */
export function askForLocation(): Promise<"allowed" | "denied" | "unsupported"> {
  if (!("geolocation" in navigator)) return Promise.resolve("unsupported");
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      () => resolve("allowed"),
      (error) => resolve(error.code === error.PERMISSION_DENIED ? "denied" : "allowed"),
      { enableHighAccuracy: true, timeout: ASK_TIMEOUT_MS, maximumAge: Infinity },
    );
  });
}
