"use client";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useAuth } from "../client/auth.ts";
import { authErrorKey } from "../client/auth-error.ts";
import { Button } from "./button.tsx";
import { Input } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { PasswordInput } from "./password-input.tsx";

interface Failure {
  readonly key: ReturnType<typeof authErrorKey>;
  /** Why an account is blocked; empty for everything else. */
  readonly reason: string;
}

/** E-mail and password; `onSignedIn` runs once the session stands. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn?: () => void }): ReactNode {
  const t = useTranslations("ui");
  const auth = useAuth();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    setFailure(null);
    try {
      const { error } = await auth.signIn.email({
        email: fieldOf(form, "email"),
        password: fieldOf(form, "password"),
      });
      if (error) setFailure({ key: authErrorKey(error), reason: textIn(error, "reason") });
      else onSignedIn?.();
    } catch {
      setFailure({ key: "errors.NETWORK", reason: "" });
    } finally {
      setIsBusy(false);
    }
  }

  /** Who is blocked reads why, having shown that it is their account. */
  function sentenceOf({ key, reason }: Failure): string {
    return key === "errors.ACCOUNT_BLOCKED" && reason !== "" ? t("auth.blockedFor", { reason }) : t(key);
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" aria-label={t("auth.signIn")}>
      <Input label={t("auth.email")} name="email" type="email" autoComplete="username" inputMode="email" required />
      <PasswordInput label={t("auth.password")} name="password" autoComplete="current-password" required />
      {failure ? <Notice tone="stop">{sentenceOf(failure)}</Notice> : null}
      <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy}>
        {t("auth.signIn")}
      </Button>
    </form>
  );
}

function textIn(error: object, name: string): string {
  const value: unknown = Reflect.get(error, name);
  return typeof value === "string" ? value : "";
}

function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
