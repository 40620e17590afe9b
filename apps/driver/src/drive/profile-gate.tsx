"use client";
import { useRpc } from "@atlas/features/rpc";
import { SignOutButton } from "@atlas/features/sign-out-button";
import { ErrorState } from "@atlas/ui/error-state";
import { useSession } from "@atlas/ui/client/auth";
import { LogoMark } from "@atlas/ui/logo";
import { PageTitle } from "@atlas/ui/page-title";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { FirstVehicle } from "../vehicle/first-vehicle.tsx";
import type { DriverProfile } from "../views.ts";

const REREAD_MS = 30_000;

/** Loads the driver and, on the first run, asks for a vehicle before anything else. */
export function ProfileGate({ children }: { readonly children: (profile: DriverProfile) => ReactNode }): ReactNode {
  const t = useTranslations("ui");
  const rpc = useRpc();
  const session = useSession();
  const profile = useQuery({
    ...rpc.driver.profile.queryOptions(),
    enabled: session.state === "signed-in",
    // Availability may change elsewhere: another device, an operator.
    refetchInterval: REREAD_MS,
  });

  if (profile.data) {
    return profile.data.vehicles.length === 0 ? <FirstVehicle /> : children(profile.data);
  }
  if (profile.error) {
    return (
      <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-4 p-6">
        <PageTitle>{t("loadFailed")}</PageTitle>
        <ErrorState isPage error={profile.error} onRetry={() => void profile.refetch()} />
        <SignOutButton isWide />
      </main>
    );
  }
  return (
    <div role="status" aria-label={t("loading")} className="flex min-h-dvh items-center justify-center">
      <PageTitle />
      <span className="animate-pulse">
        <LogoMark size={56} />
      </span>
    </div>
  );
}
