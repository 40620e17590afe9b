import { useEffect, useState } from "react";

/** Shorter spells (a glance at a message) cost at most a few positions. */
const WORTH_TELLING_MS = 10_000;

export interface BackgroundSpell {
  /** How long the page was last hidden while online, ms; null when there is nothing to tell. */
  readonly hiddenForMs: number | null;
  readonly dismiss: () => void;
}

/** Notices that the app was in the background while the driver was online: no positions were taken meanwhile. */
export function useBackgroundSpell(isOnline: boolean): BackgroundSpell {
  const [hiddenForMs, setHiddenForMs] = useState<number | null>(null);

  useEffect(() => {
    if (!isOnline) return;
    let hiddenAtMs: number | null = null;
    const note = (): void => {
      if (document.visibilityState === "hidden") {
        hiddenAtMs = Date.now();
        return;
      }
      const spellMs = hiddenAtMs === null ? 0 : Date.now() - hiddenAtMs;
      hiddenAtMs = null;
      if (spellMs >= WORTH_TELLING_MS) setHiddenForMs(spellMs);
    };
    document.addEventListener("visibilitychange", note);
    return () => {
      document.removeEventListener("visibilitychange", note);
      setHiddenForMs(null);
    };
  }, [isOnline]);

  return { hiddenForMs, dismiss: () => setHiddenForMs(null) };
}
