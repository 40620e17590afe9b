"use client";
import { SignOutButton } from "@atlas/features/sign-out-button";
import { useSessionRefresh } from "@atlas/ui/client/auth";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { LocaleSwitch } from "@atlas/ui/locale-switch";
import { LogoMark } from "@atlas/ui/logo";
import { PageTitle } from "@atlas/ui/page-title";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQueryClient } from "@tanstack/react-query";
import { useState, useSyncExternalStore, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AddPasskey } from "./add-passkey.tsx";
import { hasPasskeys } from "./passkey.ts";
import { PasskeySignIn } from "./passkey-sign-in.tsx";
import { SetUpAuthenticator } from "./set-up-authenticator.tsx";
import { SECOND_FACTOR_KEY, useSecondFactor } from "./use-second-factor.ts";

/** In the place of every page for an operator whose role asks for a second factor and who has none, or who has not given theirs. */
export function SetUpPage(): ReactNode {
  const t = useTranslations();
  const state = useSecondFactor();
  const isGiving = (state.data?.passkeys.length ?? 0) > 0;
  const title = t(isGiving ? "secondFactor.givePasskey" : "secondFactor.setUpTitle");
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center gap-8 px-5 py-10">
      <PageTitle>{title}</PageTitle>
      <div className="flex flex-col gap-3">
        <LogoMark size={48} />
        <h1 className="text-2xl font-bold tracking-tight">{title}</h1>
        <p className="text-muted">{t(isGiving ? "secondFactor.givePasskeyHint" : "secondFactor.setUpHint")}</p>
      </div>
      {isGiving ? (
        <PasskeySignIn variant="primary" />
      ) : state.data !== undefined ? (
        <SetUp />
      ) : state.isError ? (
        <ErrorState error={state.error} onRetry={() => void state.refetch()} />
      ) : (
        <SkeletonRows rows={3} label={t("ui.loading")} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <LocaleSwitch />
        <SignOutButton size="sm" variant="quiet" />
      </div>
    </main>
  );
}

/** The first one: an app, or a passkey where the browser has them. */
function SetUp(): ReactNode {
  const t = useTranslations("secondFactor");
  const queryClient = useQueryClient();
  const refresh = useSessionRefresh();
  const done = (): void => {
    void queryClient.invalidateQueries({ queryKey: SECOND_FACTOR_KEY });
    refresh();
  };
  const [isPasskey, setIsPasskey] = useState(false);
  const isThere = useSyncExternalStore(never, hasPasskeys, () => false);
  if (isPasskey) return <AddPasskey onDone={done} />;
  return (
    <>
      <SetUpAuthenticator onDone={done} />
      {isThere ? (
        <div className="flex flex-col gap-3">
          <p className="text-sm text-muted">{t("or")}</p>
          <Button onClick={() => setIsPasskey(true)} className="self-start">
            {t("addPasskey")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function never(): () => void {
  return () => {};
}
