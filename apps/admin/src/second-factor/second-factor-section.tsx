"use client";
import { Badge } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { ErrorState } from "@atlas/ui/error-state";
import { Notice } from "@atlas/ui/notice";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { toast } from "@atlas/ui/toast";
import { useSessionRefresh } from "@atlas/ui/client/auth";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { BackupCodes } from "./backup-codes.tsx";
import { ProveAgain } from "./prove-again.tsx";
import { SetUpAuthenticator } from "./set-up-authenticator.tsx";
import { SECOND_FACTOR_KEY, type SecondFactor, useSecondFactor } from "./use-second-factor.ts";

/** What the sign-in of the operator's own account asks for besides the password. */
export function SecondFactorSection(): ReactNode {
  const t = useTranslations();
  const state = useSecondFactor();
  return (
    <section className="flex flex-col gap-3" aria-label={t("secondFactor.title")}>
      <h2 className="text-lg font-bold">{t("secondFactor.title")}</h2>
      <Card className="flex flex-col gap-4">
        {state.data !== undefined ? (
          <Own state={state.data} />
        ) : state.isError ? (
          <ErrorState error={state.error} onRetry={() => void state.refetch()} />
        ) : (
          <SkeletonRows rows={2} label={t("ui.loading")} />
        )}
      </Card>
    </section>
  );
}

function Own({ state }: { readonly state: SecondFactor }): ReactNode {
  const queryClient = useQueryClient();
  const [isSettingUp, setIsSettingUp] = useState(false);
  const reread = async (): Promise<void> => queryClient.invalidateQueries({ queryKey: SECOND_FACTOR_KEY });
  if (isSettingUp) {
    return (
      <SetUpAuthenticator
        onDone={() => {
          setIsSettingUp(false);
          void reread();
        }}
      />
    );
  }
  return state.hasAuthenticator ? (
    <Authenticator backupCodes={state.backupCodes} onChanged={reread} />
  ) : (
    <Without state={state} onBegin={() => setIsSettingUp(true)} />
  );
}

function Without({ state, onBegin }: { readonly state: SecondFactor; readonly onBegin: () => void }): ReactNode {
  const t = useTranslations("secondFactor");
  return (
    <>
      {state.isNeeded && state.isWaived ? <Notice>{t("waived")}</Notice> : <p>{t("none")}</p>}
      <Button onClick={onBegin} className="self-start">
        {t("begin")}
      </Button>
    </>
  );
}

interface AuthenticatorProps {
  readonly backupCodes: number;
  readonly onChanged: () => Promise<void>;
}

function Authenticator({ backupCodes, onChanged }: AuthenticatorProps): ReactNode {
  const t = useTranslations("secondFactor");
  const refresh = useSessionRefresh();
  const [asked, setAsked] = useState<"renew" | "remove" | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) {
    return (
      <BackupCodes
        codes={codes}
        onKept={() => {
          setCodes(null);
          void onChanged();
        }}
      />
    );
  }
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="go">{t("isSet")}</Badge>
        <span className="text-sm text-muted">{t("codesLeft", { count: backupCodes })}</span>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setAsked("renew")}>{t("renew")}</Button>
        <Button onClick={() => setAsked("remove")}>{t("remove")}</Button>
      </div>
      <ProveAgain
        path="two-factor/generate-backup-codes"
        isOpen={asked === "renew"}
        title={t("renew")}
        description={t("renewHint")}
        onClose={() => setAsked(null)}
        onDone={({ backupCodes: made }) => {
          setAsked(null);
          setCodes(made ?? []);
        }}
      />
      <ProveAgain
        path="two-factor/disable"
        isOpen={asked === "remove"}
        title={t("remove")}
        description={t("removeHint")}
        onClose={() => setAsked(null)}
        onDone={() => {
          setAsked(null);
          toast.success(t("removed"));
          refresh();
          void onChanged();
        }}
      />
    </>
  );
}
