"use client";
import { useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";

import { useAuth } from "../client/auth.ts";
import { fieldOf } from "../client/field-of.ts";
import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { PasswordInput } from "../components/password-input.tsx";
import { SignInForm } from "../components/sign-in-form.tsx";
import { AccountPage, SignInLink } from "./account-page.tsx";
import { useLinkToken } from "./use-link-token.ts";

/**
 * Asks for the password of a sign-up's link, so that nobody makes an account of which a stranger knows the password. A person who knows it is
 * signed in at once; where that fails, there is the form for it.
 */
export function VerifyEmailPage(): ReactNode {
  const t = useTranslations("ui");
  const auth = useAuth();
  const token = useLinkToken();
  const { isBusy, failure, failureText, done, ask } = useAccountCall("verify-email");
  const [isSigningIn, setIsSigningIn] = useState(false);
  const isOver = token === null || failure === "errors.LINK_EXPIRED";

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const password = fieldOf(new FormData(event.currentTarget), "password");
    setIsSigningIn(true);
    const verified = await ask({ token, password });
    const email = verified?.email;
    const signedIn = email === undefined ? null : await auth.signIn.email({ email, password }).catch(() => null);
    if (signedIn !== null && !signedIn.error) location.assign("/");
    else setIsSigningIn(false);
  }

  if (done !== null && !isSigningIn) {
    return (
      <AccountPage isOutcome title={t("account.verify-email.done")} hint={t("account.verify-email.doneHint")}>
        <SignInForm email={done.email} onSignedIn={() => location.assign("/")} />
      </AccountPage>
    );
  }
  return (
    <AccountPage title={t("account.verify-email.title")} hint={t(`account.verify-email.${isOver ? "over" : "hint"}`)}>
      {isOver ? (
        <>
          <Notice tone="stop">{t("errors.LINK_EXPIRED")}</Notice>
          <SignInLink />
        </>
      ) : (
        <form
          onSubmit={(event) => void submit(event)}
          className="flex flex-col gap-4"
          aria-label={t("account.verify-email.title")}
        >
          <PasswordInput label={t("auth.password")} name="password" autoComplete="current-password" required />
          {failureText === null ? null : (
            <Notice tone="stop">
              {failure === "errors.WRONG_PASSWORD" ? t("account.verify-email.wrongPassword") : failureText}
            </Notice>
          )}
          <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy || isSigningIn}>
            {t("account.verify-email.act")}
          </Button>
        </form>
      )}
    </AccountPage>
  );
}
