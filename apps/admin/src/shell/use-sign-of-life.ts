"use client";
import { useAuth } from "@atlas/ui/client/auth";
import { useEffect } from "react";

const SAID_EVERY_MS = 60_000;

/** Tells the gateway, at most once a minute, that somebody uses this page: a session that nobody uses ends by itself. */
export function useSignOfLife(): void {
  const auth = useAuth();
  useEffect(() => {
    let saidMs = performance.now();
    const say = (): void => {
      const nowMs = performance.now();
      if (nowMs - saidMs < SAID_EVERY_MS) return;
      saidMs = nowMs;
      void auth.getSession().catch(() => {});
    };
    const stop = new AbortController();
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, say, { signal: stop.signal });
    return () => stop.abort();
  }, [auth]);
}
