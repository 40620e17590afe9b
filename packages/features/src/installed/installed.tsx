"use client";
import { useLocale } from "@atlas/ui/client/use-locale";
import { useTheme } from "@atlas/ui/client/use-theme";
import { useEffect, useRef, type ReactNode } from "react";

import "./install-prompt.ts";
import { UpdateNotice } from "./update-notice.tsx";

/** What an app that can be installed does in the background: it registers the service worker in production builds, and says when a new version is ready. */
export function Installed(): ReactNode {
  useServiceWorker();
  return <UpdateNotice />;
}

function useServiceWorker(): void {
  const locale = useLocale();
  const { theme } = useTheme();
  const kept = useRef(`${locale} ${theme}`);
  useEffect(() => {
    if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
    // Without it the app works as a page; there is nothing that its user could do about it.
    navigator.serviceWorker.register("/service-worker.js", { scope: "/" }).catch(() => undefined);
  }, []);
  useEffect(() => {
    const now = `${locale} ${theme}`;
    if (kept.current === now || !("serviceWorker" in navigator)) return;
    kept.current = now;
    navigator.serviceWorker.controller?.postMessage("keep-offline-page");
  }, [locale, theme]);
}
