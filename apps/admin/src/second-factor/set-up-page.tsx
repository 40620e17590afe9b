"use client";
import { SignOutButton } from "@atlas/features/sign-out-button";
import { useSessionRefresh } from "@atlas/ui/client/auth";
import { LocaleSwitch } from "@atlas/ui/locale-switch";
import { LogoMark } from "@atlas/ui/logo";
import { PageTitle } from "@atlas/ui/page-title";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { SetUpAuthenticator } from "./set-up-authenticator.tsx";

/** In the place of every page for an operator whose role asks for a second factor and who has none. */
export function SetUpPage(): ReactNode {
  const t = useTranslations("secondFactor");
  const refresh = useSessionRefresh();
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-8 px-5 py-10">
      <PageTitle>{t("setUpTitle")}</PageTitle>
      <div className="flex flex-col gap-3">
        <LogoMark size={48} />
        <h1 className="text-2xl font-bold tracking-tight">{t("setUpTitle")}</h1>
        <p className="text-muted">{t("setUpHint")}</p>
      </div>
      <SetUpAuthenticator onDone={refresh} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <LocaleSwitch />
        <SignOutButton size="sm" variant="quiet" />
      </div>
    </main>
  );
}
