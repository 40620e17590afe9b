"use client";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { type AtlasAuth, useAuth } from "../client/auth.ts";
import { authErrorKey } from "../client/auth-error.ts";
import { Button } from "./button.tsx";
import { Input } from "./field.tsx";
import { Notice } from "./notice.tsx";
import { PasswordInput } from "./password-input.tsx";

interface Entries {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

type FieldFault = "nameMissing" | "emailInvalid" | "passwordShort";
type Faults = Partial<Record<keyof Entries, FieldFault>>;

/** Name, e-mail and password; `onSignedUp` runs once the account is made and signed in. */
export function SignUpForm({ onSignedUp }: { readonly onSignedUp?: () => void }): ReactNode {
  const t = useTranslations("ui");
  const auth = useAuth();
  const [isBusy, setIsBusy] = useState(false);
  const [faults, setFaults] = useState<Faults>({});
  const [failure, setFailure] = useState<ReturnType<typeof authErrorKey> | null>(null);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const entries = readEntries(new FormData(event.currentTarget));
    const found = faultsIn(entries);
    setFaults(found);
    setFailure(null);
    if (Object.keys(found).length > 0) return;
    setIsBusy(true);
    try {
      const failed = await openAccount(auth, entries);
      setFailure(failed);
      if (failed === null) onSignedUp?.();
    } catch {
      setFailure("errors.NETWORK");
    } finally {
      setIsBusy(false);
    }
  }

  const sentence = (fault: FieldFault | undefined): string | null => (fault ? t(`auth.${fault}`) : null);
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="flex flex-col gap-4"
      aria-label={t("auth.signUp")}
      noValidate
    >
      <Input label={t("auth.name")} name="name" autoComplete="name" error={sentence(faults.name)} />
      <Input
        label={t("auth.email")}
        name="email"
        type="email"
        autoComplete="email"
        inputMode="email"
        error={sentence(faults.email)}
      />
      <PasswordInput
        label={t("auth.password")}
        name="password"
        autoComplete="new-password"
        hint={t("auth.passwordHint")}
        error={sentence(faults.password)}
      />
      {failure ? <Notice tone="stop">{t(failure)}</Notice> : null}
      <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy}>
        {t("auth.signUp")}
      </Button>
    </form>
  );
}

/** A sign-up does not say whether the address is somebody's already; the sign-in after it fails if so. */
async function openAccount(auth: AtlasAuth, entries: Entries): Promise<ReturnType<typeof authErrorKey> | null> {
  const { error } = await auth.signUp.email({ ...entries });
  if (error) return authErrorKey(error);
  const { email, password } = entries;
  const signedIn = await auth.signIn.email({ email, password });
  if (!signedIn.error) return null;
  return signedIn.error.status === 401 ? "auth.emailTaken" : authErrorKey(signedIn.error);
}

function readEntries(form: FormData): Entries {
  const text = (name: keyof Entries): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return { name: text("name").trim(), email: text("email").trim(), password: text("password") };
}

function faultsIn({ name, email, password }: Entries): Faults {
  return {
    ...(name === "" ? { name: "nameMissing" as const } : {}),
    ...(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? {} : { email: "emailInvalid" as const }),
    ...(password.length < 8 ? { password: "passwordShort" as const } : {}),
  };
}
