"use client";
import { useEffect, useRef, useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useSessionRefresh } from "../client/auth.ts";
import { fieldOf } from "../client/field-of.ts";
import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "./button.tsx";
import { CodeInput } from "./code-input.tsx";
import { Input } from "./field.tsx";
import { Notice } from "./notice.tsx";

interface SecondFactorFormProps {
  readonly onBack: () => void;
  /** Runs once the session stands. */
  readonly onSignedIn?: (() => void) | undefined;
}

/** The second step of an operator's sign-in: the code of an authenticator app, or a backup code. */
export function SecondFactorForm({ onBack, onSignedIn }: SecondFactorFormProps): ReactNode {
  const t = useTranslations("ui.auth.secondFactor");
  const refresh = useSessionRefresh();
  const form = useRef<HTMLFormElement>(null);
  const [isBackup, setIsBackup] = useState(false);
  const totp = useAccountCall("two-factor/verify-totp");
  const backup = useAccountCall("two-factor/verify-backup-code");
  const { isBusy, failureText, ask } = isBackup ? backup : totp;
  useEffect(() => form.current?.querySelector("input")?.focus(), [isBackup]);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = await ask({ code: fieldOf(new FormData(event.currentTarget), "code") });
    if (given === null) {
      form.current?.reset();
      form.current?.querySelector("input")?.focus();
      return;
    }
    refresh();
    onSignedIn?.();
  }

  return (
    <div className="flex flex-col gap-4">
      <form ref={form} onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" aria-label={t("title")}>
        <p>{t(isBackup ? "backup" : "totp")}</p>
        {isBackup ? (
          <Input
            key="backup"
            label={t("backupCode")}
            name="code"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
            required
          />
        ) : (
          <CodeInput key="totp" label={t("code")} />
        )}
        {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
        <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy}>
          {t("act")}
        </Button>
      </form>
      <Button onClick={() => setIsBackup(!isBackup)}>{t(isBackup ? "useTotp" : "useBackup")}</Button>
      <Button variant="quiet" onClick={onBack}>
        {t("back")}
      </Button>
    </div>
  );
}
