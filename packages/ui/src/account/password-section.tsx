"use client";
import { useRef, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { fieldOf } from "../client/field-of.ts";
import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { PasswordInput } from "../components/password-input.tsx";
import { AccountSection } from "./account-section.tsx";
import { NewPasswordInput } from "./new-password-input.tsx";

/** Changes the password; other devices are signed out unless that is unticked. */
export function PasswordSection(): ReactNode {
  const t = useTranslations("ui");
  const form = useRef<HTMLFormElement>(null);
  const { isBusy, failureText, done, ask } = useAccountCall("change-password");

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const entries = new FormData(event.currentTarget);
    const answer = await ask({
      currentPassword: fieldOf(entries, "currentPassword"),
      newPassword: fieldOf(entries, "newPassword"),
      revokeOtherSessions: entries.has("revokeOtherSessions"),
    });
    if (answer !== null) form.current?.reset();
  }

  return (
    <AccountSection title={t("auth.password")}>
      <form
        ref={form}
        onSubmit={(event) => void submit(event)}
        className="flex flex-col gap-4"
        aria-label={t("account.changePassword")}
      >
        <PasswordInput
          label={t("account.currentPassword")}
          name="currentPassword"
          autoComplete="current-password"
          required
        />
        <NewPasswordInput />
        <label className="flex min-h-12 items-center gap-3">
          <input type="checkbox" name="revokeOtherSessions" defaultChecked className="size-5 shrink-0 accent-action" />
          <span>{t("account.endOthers")}</span>
        </label>
        {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
        {done === null ? null : (
          <Notice tone="go">{t("account.passwordChanged", { count: done.endedSessions ?? 0 })}</Notice>
        )}
        <Button type="submit" isBusy={isBusy} className="self-start">
          {t("account.changePassword")}
        </Button>
      </form>
    </AccountSection>
  );
}
