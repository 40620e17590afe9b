"use client";
import type { SubmitEvent, ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useSession } from "../client/auth.ts";
import { fieldOf } from "../client/field-of.ts";
import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "../components/button.tsx";
import { Input } from "../components/field.tsx";
import { Notice } from "../components/notice.tsx";
import { PasswordInput } from "../components/password-input.tsx";
import { AccountSection } from "./account-section.tsx";
import { CheckMail } from "./check-mail.tsx";

/** The address that somebody signs in with, and how to move to another. */
export function EmailSection(): ReactNode {
  const t = useTranslations("ui");
  const session = useSession();
  const { isBusy, failureText, done, ask } = useAccountCall("change-email");
  if (session.state !== "signed-in") return null;

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void ask({ newEmail: fieldOf(form, "newEmail").trim(), currentPassword: fieldOf(form, "currentPassword") });
  }

  return (
    <AccountSection title={t("account.email")}>
      <p className="text-muted wrap-anywhere">{t("account.emailNow", { email: session.user.email })}</p>
      {done === null ? (
        <form onSubmit={submit} className="flex flex-col gap-4" aria-label={t("account.changeEmail")}>
          <Input
            label={t("account.newEmail")}
            name="newEmail"
            type="email"
            autoComplete="email"
            inputMode="email"
            required
          />
          <PasswordInput
            label={t("account.currentPassword")}
            name="currentPassword"
            autoComplete="current-password"
            required
          />
          {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
          <Button type="submit" isBusy={isBusy} className="self-start">
            {t("account.changeEmail")}
          </Button>
        </form>
      ) : (
        <CheckMail mailbox={done.mailbox}>{t("account.changeEmailSent")}</CheckMail>
      )}
    </AccountSection>
  );
}
