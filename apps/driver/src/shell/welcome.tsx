"use client";
import { LocaleSwitch } from "@atlas/ui/locale-switch";
import { Logo } from "@atlas/ui/logo";
import { Button } from "@atlas/ui/button";
import { PageTitle } from "@atlas/ui/page-title";
import { SignInForm } from "@atlas/ui/sign-in-form";
import { SignUpForm } from "@atlas/ui/sign-up-form";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

/** The door: sign in, or become a driver. */
export function Welcome(): ReactNode {
  const t = useTranslations("app");
  const words = useTranslations("ui.auth");
  const [isNew, setIsNew] = useState(false);
  return (
    <div className="flex min-h-dvh flex-col md:flex-row">
      <PageTitle>{words(isNew ? "signUp" : "signIn")}</PageTitle>
      <header className="flex flex-col justify-between gap-10 px-6 pt-8 md:w-1/2 md:bg-sunken md:p-12">
        <Logo suffix="Driver" />
        <p className="max-w-md text-xl font-bold text-balance md:text-3xl">{t("tagline")}</p>
        <div className="hidden w-96 md:block">
          <LocaleSwitch />
        </div>
      </header>
      <main className="mx-auto flex w-full max-w-md grow flex-col justify-center gap-6 px-6 py-8 pb-safe">
        <h1 className="text-2xl font-bold">{isNew ? words("signUp") : words("signIn")}</h1>
        {isNew ? <SignUpForm /> : <SignInForm />}
        <div className="flex items-center justify-between gap-3 border-t border-line pt-4">
          <span className="text-muted">{isNew ? t("haveAccount") : t("newHere")}</span>
          <Button onClick={() => setIsNew(!isNew)}>{isNew ? words("signIn") : words("signUp")}</Button>
        </div>
        <div className="md:hidden">
          <LocaleSwitch />
        </div>
      </main>
    </div>
  );
}
