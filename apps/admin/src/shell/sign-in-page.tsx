"use client";
import { LocaleSwitch } from "@atlas/ui/locale-switch";
import { LogoMark } from "@atlas/ui/logo";
import { PageTitle } from "@atlas/ui/page-title";
import { SignInForm } from "@atlas/ui/sign-in-form";
import { PasskeySignIn } from "../second-factor/passkey-sign-in.tsx";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

export function SignInPage(): ReactNode {
  const t = useTranslations("signIn");
  const words = useTranslations("ui.auth");
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-8 px-5 py-10">
      <PageTitle>{words("signIn")}</PageTitle>
      <div className="flex flex-col gap-3">
        <LogoMark size={48} />
        <h1 className="text-2xl font-bold tracking-tight">{t("title")}</h1>
        <p className="text-muted">{t("hint")}</p>
      </div>
      <SignInForm />
      <PasskeySignIn />
      <LocaleSwitch />
    </main>
  );
}
