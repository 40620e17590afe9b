"use client";
import { SignOutButton } from "@atlas/features/sign-out-button";
import { Logo } from "@atlas/ui/logo";
import { PageTitle } from "@atlas/ui/page-title";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { VehicleForm } from "./vehicle-form.tsx";

/** The first run: without a vehicle there is nothing to drive. */
export function FirstVehicle(): ReactNode {
  const t = useTranslations("vehicle");
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col gap-8 px-6 pt-10 pb-safe">
      <PageTitle>{t("firstTitle")}</PageTitle>
      <Logo suffix="Driver" />
      <div className="flex flex-col gap-2">
        <h1 className="text-2xl font-bold">{t("firstTitle")}</h1>
        <p className="text-muted">{t("firstHint")}</p>
      </div>
      <VehicleForm />
      <div className="mt-auto pt-4">
        <SignOutButton isWide />
      </div>
    </main>
  );
}
