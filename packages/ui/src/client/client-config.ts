"use client";
import { createContext, use } from "react";

import type { ClientConfig } from "./read-client-config.ts";

/** Which of the three apps this is; it decides the session cookie. */
export type AppName = "web" | "driver" | "admin";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * The gateway's address for this page. Cookies are kept per site, and `localhost` and `127.0.0.1` are two sites: when page
 * and gateway are both on this machine, the page's own name is used.
 */
export function gatewayUrlFor(configured: string, pageHostname: string): string {
  const url = new URL(configured);
  const bracketed = pageHostname.includes(":") && !pageHostname.startsWith("[") ? `[${pageHostname}]` : pageHostname;
  if (LOOPBACK.has(url.hostname) && LOOPBACK.has(bracketed)) url.hostname = bracketed;
  return url.href.replace(/\/$/, "");
}

export interface ClientContextValue extends ClientConfig {
  readonly app: AppName;
}

export const ClientContext = createContext<ClientContextValue | null>(null);

/** The app's name and addresses; throws outside AtlasClientProvider. */
export function useClientConfig(): ClientContextValue {
  const value = use(ClientContext);
  if (!value) throw new Error("useClientConfig needs an AtlasClientProvider above it");
  return value;
}
