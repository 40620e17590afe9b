"use client";
import { AppProvider } from "@atlas/features/app-provider";
import type { DocumentProviderProps } from "@atlas/features/document";
import { SessionGate } from "@atlas/ui/client/session-gate";
import { usePathname } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { en } from "../../messages/en.ts";
import { id } from "../../messages/id.ts";
import { SearchPalette } from "../search/search-palette.tsx";
import { SetUpPage } from "../second-factor/set-up-page.tsx";
import { Rail } from "./rail.tsx";
import { SignInPage } from "./sign-in-page.tsx";

const MESSAGES = { en, id };
/** Where mails lead, and who has forgotten the password: for people who are not signed in. */
const OPEN_PAGES: ReadonlySet<string> = new Set([
  "/forgot-password",
  "/reset-password",
  "/confirm-email",
  "/undo-email",
]);

/** Providers, the sign-in page for who is not signed in, and the rail beside every page for who is. */
export function AdminShell({ children, ...rest }: DocumentProviderProps): ReactNode {
  return (
    <AppProvider app="admin" messages={MESSAGES} {...rest}>
      <NuqsAdapter>{OPEN_PAGES.has(usePathname()) ? children : <Inside>{children}</Inside>}</NuqsAdapter>
    </AppProvider>
  );
}

function Inside({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <SessionGate signedOut={<SignInPage />} withoutFactor={<SetUpPage />}>
      <SearchPalette>
        <SkipLink />
        <div className="flex min-h-dvh flex-col md:flex-row">
          <Rail />
          <main
            id="content"
            tabIndex={-1}
            className="min-w-0 grow pb-14 outline-none md:h-dvh md:overflow-y-auto md:pb-0"
          >
            {children}
          </main>
        </div>
      </SearchPalette>
    </SessionGate>
  );
}

function SkipLink(): ReactNode {
  const t = useTranslations("rail");
  return (
    <a
      href="#content"
      className="sr-only z-50 rounded-control bg-action px-4 py-2 font-semibold text-on-action focus:not-sr-only focus:fixed focus:left-4 focus:top-4"
    >
      {t("skip")}
    </a>
  );
}
