"use client";
import { Logo } from "@atlas/ui/logo";
import { PointGlyph } from "@atlas/ui/map/point-marker";
import { PageTitle } from "@atlas/ui/page-title";
import { SignInForm } from "@atlas/ui/sign-in-form";
import { SignUpForm } from "@atlas/ui/sign-up-form";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { LocaleToggle } from "../frame/locale-toggle.tsx";
import { keptPlan } from "../plan/kept-plan.ts";
import { stateOfQuery } from "../plan/plan-address.ts";
import { RoadScene } from "./road-scene.tsx";

export type WelcomeMode = "sign-in" | "sign-up";

/** Sign in or make an account, beside what Atlas promises. */
export function WelcomeScreen({ mode = "sign-in" }: { readonly mode?: WelcomeMode }): ReactNode {
  const t = useTranslations();
  const plan = stateOfQuery(keptPlan() ?? "");
  const isSignIn = mode === "sign-in";
  return (
    <div className="grid min-h-dvh md:grid-cols-2">
      <PageTitle>{t(isSignIn ? "ui.auth.signIn" : "ui.auth.signUp")}</PageTitle>
      <aside className="relative hidden overflow-hidden bg-[#0d1219] text-[#f3f1ea] md:block" data-theme="dark">
        <RoadScene />
        <div className="relative flex h-full flex-col justify-between p-10 lg:p-14">
          <Logo />
          <div className="max-w-md">
            <p className="text-3xl font-extrabold tracking-tight">{t("welcome.promise")}</p>
            <ul className="mt-6 flex flex-col gap-2 text-lg text-[#d8d5cb]">
              <li>{t("welcome.priceFirst")}</li>
              <li>{t("welcome.seeDriver")}</li>
              <li>{t("welcome.yourMoney")}</li>
            </ul>
          </div>
        </div>
      </aside>
      <main className="flex flex-col">
        <div className="flex items-center justify-between p-5">
          <Link
            href="/"
            className="-ml-2 flex min-h-12 items-center gap-2 rounded-control px-2 font-semibold hover:bg-sunken"
          >
            <ArrowLeft size={22} aria-hidden="true" />
            {t("welcome.toMap")}
          </Link>
          <LocaleToggle />
        </div>
        <div className="mx-auto flex w-full max-w-sm grow flex-col justify-center px-5 pb-16">
          <h1 className="text-2xl font-extrabold tracking-tight">
            {isSignIn ? t("welcome.signInTitle") : t("welcome.signUpTitle")}
          </h1>
          <p className="mt-1 text-muted">{isSignIn ? t("welcome.signInHint") : t("welcome.signUpHint")}</p>
          {plan.dropoff ? (
            <p className="mt-4 flex items-center gap-3 rounded-card bg-sunken px-4 py-3">
              <PointGlyph kind="dropoff" size={20} />
              <span className="min-w-0">{t("welcome.planWaits", { place: plan.dropoff.label })}</span>
            </p>
          ) : null}
          <div className="mb-6" />
          {isSignIn ? <SignInForm /> : <SignUpForm />}
          <p className="mt-6 text-center text-muted">
            {isSignIn ? t("welcome.noAccount") : t("welcome.haveAccount")}{" "}
            <Link
              href={isSignIn ? "/sign-up" : "/sign-in"}
              className="inline-flex min-h-12 items-center px-1 font-semibold text-ink underline decoration-action decoration-2 underline-offset-4"
            >
              {isSignIn ? t("welcome.toSignUp") : t("welcome.toSignIn")}
            </Link>
          </p>
        </div>
      </main>
    </div>
  );
}
