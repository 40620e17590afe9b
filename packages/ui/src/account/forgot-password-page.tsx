"use client";
import type { SubmitEvent, ReactNode } from "react";
import { useTranslations } from "use-intl";

import { fieldOf } from "../client/field-of.ts";
import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "../components/button.tsx";
import { Input } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { AccountPage, SignInLink } from "./account-page.tsx";
import { CheckMail } from "./check-mail.tsx";

/** Asks for a link to set a new password. What it says is the same for every address. */
export function ForgotPasswordPage(): ReactNode {
  const t = useTranslations("ui");
  const { isBusy, failureText, done, ask } = useAccountCall("request-password-reset");

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    void ask({ email: fieldOf(new FormData(event.currentTarget), "email").trim() });
  }

  return (
    <AccountPage title={t("account.forgotTitle")} hint={t("account.forgotHint")}>
      {done === null ? (
        <form onSubmit={submit} className="flex flex-col gap-4" aria-label={t("account.forgotTitle")}>
          <Input label={t("auth.email")} name="email" type="email" autoComplete="username" inputMode="email" required />
          {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
          <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy}>
            {t("account.sendLink")}
          </Button>
        </form>
      ) : (
        <CheckMail mailbox={done.mailbox}>{t("account.resetSent")}</CheckMail>
      )}
      <SignInLink />
    </AccountPage>
  );
}
