"use client";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useAuth } from "../client/auth.ts";
import { authErrorKey } from "../client/auth-error.ts";
import { Button } from "./button.tsx";
import { Input } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { PasswordInput } from "./password-input.tsx";

/** E-mail and password; `onSignedIn` runs once the session stands. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn?: () => void }): ReactNode {
  const t = useTranslations("ui");
  const auth = useAuth();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<ReturnType<typeof authErrorKey> | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    setFailure(null);
    try {
      const { error } = await auth.signIn.email({
        email: textIn(form, "email"),
        password: textIn(form, "password"),
      });
      if (error) setFailure(authErrorKey(error));
      else onSignedIn?.();
    } catch {
      setFailure("errors.NETWORK");
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" aria-label={t("auth.signIn")}>
      <Input label={t("auth.email")} name="email" type="email" autoComplete="username" inputMode="email" required />
      <PasswordInput label={t("auth.password")} name="password" autoComplete="current-password" required />
      {failure ? <Notice tone="stop">{t(failure)}</Notice> : null}
      <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy}>
        {t("auth.signIn")}
      </Button>
    </form>
  );
}

function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
