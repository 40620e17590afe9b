"use client";
import { Button } from "@atlas/ui/button";
import { fieldOf } from "@atlas/ui/client/field-of";
import { useAccountCall } from "@atlas/ui/client/use-account-call";
import { CodeInput } from "@atlas/ui/code-input";
import { Notice } from "@atlas/ui/notice";
import { PasswordInput } from "@atlas/ui/password-input";
import { Check, Copy } from "lucide-react";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { BackupCodes } from "./backup-codes.tsx";
import { QrCode } from "@atlas/ui/qr-code";

/** The password, then the code of the app, then the backup codes; `onDone` once those are kept. */
export function SetUpAuthenticator({ onDone }: { readonly onDone: () => void }): ReactNode {
  const t = useTranslations("secondFactor");
  const enable = useAccountCall("two-factor/enable");
  const verify = useAccountCall("two-factor/verify-totp");
  const { uri, secret, backupCodes } = enable.done ?? {};
  if (verify.done !== null) return <BackupCodes codes={backupCodes ?? []} onKept={onDone} />;

  async function begin(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    await enable.ask({ password: fieldOf(new FormData(event.currentTarget), "password") });
  }
  async function confirm(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    await verify.ask({ code: fieldOf(new FormData(event.currentTarget), "code") });
  }

  if (uri === undefined || secret === undefined) {
    return (
      <form onSubmit={(event) => void begin(event)} className="flex flex-col gap-4" aria-label={t("begin")}>
        <PasswordInput label={t("password")} name="password" autoComplete="current-password" required />
        {enable.failureText === null ? null : <Notice tone="stop">{enable.failureText}</Notice>}
        <Button type="submit" variant="primary" isBusy={enable.isBusy} className="self-start">
          {t("begin")}
        </Button>
      </form>
    );
  }
  return (
    <form onSubmit={(event) => void confirm(event)} className="flex flex-col gap-4" aria-label={t("confirm")}>
      <p>{t("scan")}</p>
      <QrCode text={uri} label={t("qr")} />
      <Secret secret={secret} />
      <CodeInput label={t("thenCode")} />
      {verify.failureText === null ? null : <Notice tone="stop">{verify.failureText}</Notice>}
      <Button type="submit" variant="primary" isBusy={verify.isBusy} className="self-start">
        {t("confirm")}
      </Button>
    </form>
  );
}

function Secret({ secret }: { readonly secret: string }): ReactNode {
  const t = useTranslations("secondFactor");
  const [isCopied, setIsCopied] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-muted">{t("orType")}</p>
      <p className="break-all font-mono text-sm">{secret}</p>
      <Button
        size="sm"
        className="self-start"
        icon={isCopied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
        onClick={() => void navigator.clipboard.writeText(secret).then(() => setIsCopied(true))}
      >
        {t(isCopied ? "copied" : "copy")}
      </Button>
    </div>
  );
}
