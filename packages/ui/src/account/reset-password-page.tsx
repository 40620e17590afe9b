"use client";
import type { SubmitEvent, ReactNode } from "react";
import { useTranslations } from "use-intl";

import { fieldOf } from "../client/field-of.ts";
import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { SignInForm } from "../components/sign-in-form.tsx";
import { AccountLink, AccountPage } from "./account-page.tsx";
import { NewPasswordInput } from "./new-password-input.tsx";
import { useLinkToken } from "./use-link-token.ts";

/** Sets a new password by the link of a mail, then signs in with it. */
export function ResetPasswordPage(): ReactNode {
  const t = useTranslations("ui");
  const token = useLinkToken();
  const { isBusy, failure, failureText, done, ask } = useAccountCall("reset-password");
  const isOver = token === null || failure === "errors.LINK_EXPIRED";

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    void ask({ token, newPassword: fieldOf(new FormData(event.currentTarget), "newPassword") });
  }

  if (done !== null) {
    return (
      <AccountPage isOutcome title={t("account.resetDone")} hint={t("account.resetDoneHint")}>
        <SignInForm email={done.email} onSignedIn={() => location.assign("/")} />
      </AccountPage>
    );
  }
  return (
    <AccountPage title={t("account.resetTitle")} hint={isOver ? undefined : t("account.resetHint")}>
      {isOver ? (
        <Notice tone="stop">{t("errors.LINK_EXPIRED")}</Notice>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4" aria-label={t("account.resetTitle")}>
          <NewPasswordInput />
          {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
          <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy}>
            {t("account.setPassword")}
          </Button>
        </form>
      )}
      {isOver ? <AccountLink href="/forgot-password">{t("account.newLink")}</AccountLink> : null}
    </AccountPage>
  );
}
