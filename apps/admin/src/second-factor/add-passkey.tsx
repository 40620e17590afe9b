"use client";
import { Button } from "@atlas/ui/button";
import { fieldOf } from "@atlas/ui/client/field-of";
import { useAccountCall } from "@atlas/ui/client/use-account-call";
import { Input } from "@atlas/ui/field";
import { Notice } from "@atlas/ui/notice";
import { PasswordInput } from "@atlas/ui/password-input";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { makePasskey } from "./passkey.ts";

const MAX_NAME = 60;

/** The password and a name, then what the browser asks for; `onDone` once the passkey is there. */
export function AddPasskey({ onDone }: { readonly onDone: () => void }): ReactNode {
  const t = useTranslations("secondFactor");
  const options = useAccountCall("passkey/generate-register-options");
  const verify = useAccountCall("passkey/verify-registration");
  const [isCancelled, setIsCancelled] = useState(false);

  async function add(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsCancelled(false);
    const { challenge, rp, user, pubKeyCredParams, ...asked } =
      (await options.ask({ password: fieldOf(form, "password") })) ?? {};
    if (challenge === undefined || rp === undefined || user === undefined || pubKeyCredParams === undefined) return;
    const response = await makePasskey({ challenge, rp, user, pubKeyCredParams, ...asked });
    if (response === null) setIsCancelled(true);
    else if ((await verify.ask({ response, name: fieldOf(form, "name") })) !== null) onDone();
  }

  const failureText = options.failureText ?? verify.failureText ?? (isCancelled ? t("passkeyCancelled") : null);
  return (
    <form onSubmit={(event) => void add(event)} className="flex flex-col gap-4" aria-label={t("addPasskey")}>
      <Input label={t("passkeyName")} name="name" hint={t("passkeyNameHint")} maxLength={MAX_NAME} required />
      <PasswordInput label={t("password")} name="password" autoComplete="current-password" required />
      {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
      <Button type="submit" variant="primary" isBusy={options.isBusy || verify.isBusy} className="self-start">
        {t("addPasskey")}
      </Button>
    </form>
  );
}
