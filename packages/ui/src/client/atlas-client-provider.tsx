"use client";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { IntlProvider, type AbstractIntlMessages } from "use-intl";

import { BusyHint } from "../components/busy-hint.tsx";
import { ConnectionBanner } from "../components/connection-banner.tsx";
import { Toaster } from "../components/toast.tsx";
import { uiEn } from "../messages/en.ts";
import { uiId } from "../messages/id.ts";
import {
  LOCALE_COOKIE,
  THEME_COOKIE,
  writePreferenceCookie,
  type Locale,
  type Preferences,
  type Theme,
} from "../preferences.ts";
import { AuthContext, createAtlasAuth } from "./auth.ts";
import { ClientContext, gatewayUrlFor, type AppName } from "./client-config.ts";
import { Connection, ConnectionContext } from "./connection.ts";
import { PreferencesContext } from "./preferences-context.ts";
import { createQueryClient } from "./query-client.ts";
import { focusFaults } from "./focus-faults.ts";
import { keepFocus } from "./focus-near.ts";
import type { ClientConfig } from "./read-client-config.ts";

interface AtlasClientProviderProps {
  readonly app: AppName;
  /** From `readClientConfig(process.env)` in the server layout. */
  readonly config: ClientConfig;
  /** From `readPreferences` in the server layout. */
  readonly preferences: Preferences;
  /** The app's own messages; the words of the shared components are added under `ui`. */
  readonly messages: Record<Locale, AbstractIntlMessages>;
  readonly children: ReactNode;
}

const UI_MESSAGES = { en: uiEn, id: uiId };

/** Everything a page of Atlas needs around it: language, theme, session, query cache, connection banner, toasts. */
export function AtlasClientProvider({
  app,
  config,
  preferences,
  messages,
  children,
}: AtlasClientProviderProps): ReactNode {
  const [queryClient] = useState(createQueryClient);
  const [connection] = useState(() => new Connection());
  const [locale, setLocaleState] = useState(preferences.locale);
  const [theme, setThemeState] = useState(preferences.theme);
  const [timeZone, setTimeZone] = useState("Asia/Jakarta");
  const client = useMemo(
    () => ({
      app,
      mapStyleUrl: config.mapStyleUrl,
      gatewayUrl:
        typeof window === "undefined" ? config.gatewayUrl : gatewayUrlFor(config.gatewayUrl, window.location.hostname),
    }),
    [app, config.gatewayUrl, config.mapStyleUrl],
  );
  const auth = useMemo(() => createAtlasAuth(client.gatewayUrl, app), [client.gatewayUrl, app]);

  useEffect(() => connection.watchDevice(), [connection]);
  useEffect(focusFaults, []);
  useEffect(keepFocus, []);

  const preferencesValue = useMemo(
    () => ({
      locale,
      setLocale(next: Locale) {
        writePreferenceCookie(LOCALE_COOKIE, next);
        document.documentElement.lang = next;
        setLocaleState(next);
      },
      theme,
      setTheme(next: Theme) {
        writePreferenceCookie(THEME_COOKIE, next);
        document.documentElement.dataset["theme"] = next;
        setThemeState(next);
      },
      timeZone,
      setTimeZone,
    }),
    [locale, theme, timeZone],
  );
  const allMessages = useMemo(() => ({ ...messages[locale], ui: UI_MESSAGES[locale] }), [messages, locale]);

  return (
    <ClientContext value={client}>
      <PreferencesContext value={preferencesValue}>
        <IntlProvider locale={locale} messages={allMessages} timeZone={timeZone}>
          <QueryClientProvider client={queryClient}>
            <ConnectionContext value={connection}>
              <AuthContext value={auth}>
                {children}
                <ConnectionBanner />
                <BusyHint />
                <Toaster />
              </AuthContext>
            </ConnectionContext>
          </QueryClientProvider>
        </IntlProvider>
      </PreferencesContext>
    </ClientContext>
  );
}
