"use client";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AccountLink } from "../account/account-page.tsx";
import { ResendLink } from "../account/resend-link.tsx";
import { useAuth } from "../client/auth.ts";
import { authErrorKey, minutesToWait, restrictionIn } from "../client/auth-error.ts";
import { fieldOf } from "../client/field-of.ts";
import { Button } from "./button.tsx";
import { Input } from "./field.tsx";
import { PasswordInput } from "./password-input.tsx";
import { SecondFactorForm } from "./second-factor-form.tsx";
import { type SignInFailure, SignInFailureNotice } from "./sign-in-failure.tsx";

interface SignInFormProps {
  /** Filled in already. */
  readonly email?: string | undefined;
  /** Runs once the session stands. */
  readonly onSignedIn?: () => void;
}

/** E-mail and password, of operators with a second factor then that; with links for people who have forgotten the one or not confirmed the other. */
export function SignInForm({ email, onSignedIn }: SignInFormProps): ReactNode {
  const t = useTranslations("ui");
  const auth = useAuth();
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<SignInFailure | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const [tried, setTried] = useState({ email: "", password: "" });

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setIsBusy(true);
    setFailure(null);
    setTried({ email: fieldOf(form, "email").trim(), password: fieldOf(form, "password") });
    let minutes: number | null = null;
    try {
      const { data, error } = await auth.signIn.email(
        { email: fieldOf(form, "email"), password: fieldOf(form, "password") },
        {
          onError: ({ response }) => {
            minutes = minutesToWait(response.headers);
          },
        },
      );
      if (error) setFailure({ ...restrictionIn(error), key: authErrorKey(error), minutes });
      else if (data !== null && "twoFactorRedirect" in data) setIsAsked(true);
      else onSignedIn?.();
    } catch {
      setFailure({ key: "errors.NETWORK", reason: "", until: "", minutes: null });
    } finally {
      setIsBusy(false);
    }
  }

  if (isAsked) return <SecondFactorForm onBack={() => setIsAsked(false)} onSignedIn={onSignedIn} />;
  return (
    <div className="flex flex-col gap-4">
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4" aria-label={t("auth.signIn")}>
        <Input
          label={t("auth.email")}
          name="email"
          type="email"
          autoComplete="username"
          inputMode="email"
          defaultValue={email}
          required
        />
        <PasswordInput label={t("auth.password")} name="password" autoComplete="current-password" required />
        {failure ? <SignInFailureNotice failure={failure} /> : null}
        <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy}>
          {t("auth.signIn")}
        </Button>
      </form>
      {failure?.key === "errors.EMAIL_NOT_VERIFIED" ? <ResendLink key={tried.email} {...tried} /> : null}
      <AccountLink href="/forgot-password">{t("account.forgot")}</AccountLink>
    </div>
  );
}
