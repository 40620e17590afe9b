"use client";
import { useEffect } from "react";

import "./install-prompt.ts";

/** Registers the service worker in production builds: it opens the app without a network. */
export function ServiceWorker(): null {
  useEffect(() => {
    if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
    // Without it the app works as a page; there is nothing the driver could do about it.
    navigator.serviceWorker.register("/service-worker.js", { scope: "/" }).catch(() => undefined);
  }, []);
  return null;
}
