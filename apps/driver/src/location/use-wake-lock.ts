import { useEffect, useState } from "react";

export type WakeLockState = "off" | "held" | "unavailable";

/** Keeps the screen on while `isWanted`: a locked phone sends no positions. Taken again whenever the page is shown. */
export function useWakeLock(isWanted: boolean): WakeLockState {
  const [state, setState] = useState<WakeLockState>("off");

  useEffect(() => {
    if (!isWanted) return;
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const take = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      const taken = await requestWakeLock();
      if (isOver) return void taken?.release();
      lock = taken;
      setState(taken === null ? "unavailable" : "held");
    };
    const retake = (): void => void take();
    retake();
    document.addEventListener("visibilitychange", retake);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", retake);
      void lock?.release();
    };
  }, [isWanted]);

  return isWanted ? state : "off";
}

/** Null where the browser has no wake lock or refuses it (battery saver). */
async function requestWakeLock(): Promise<WakeLockSentinel | null> {
  if (!("wakeLock" in navigator)) return null;
  try {
    return await navigator.wakeLock.request("screen");
  } catch {
    return null;
  }
}
