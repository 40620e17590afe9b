"use client";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { CheckMail } from "../account/check-mail.tsx";
import { ResendLink } from "../account/resend-link.tsx";
import { fieldOf } from "../client/field-of.ts";
import { useAccountCall } from "../client/use-account-call.ts";
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

/** Name, e-mail and password; then a mail to the address has the link that makes the account. */
export function SignUpForm(): ReactNode {
  const t = useTranslations("ui");
  const { isBusy, failureText, done, ask } = useAccountCall("sign-up/email");
  const [asked, setAsked] = useState({ email: "", password: "" });
  const [faults, setFaults] = useState<Faults>({});

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault();
    const entries = readEntries(new FormData(event.currentTarget));
    const found = faultsIn(entries);
    setFaults(found);
    if (Object.keys(found).length > 0) return;
    setAsked({ email: entries.email, password: entries.password });
    void ask(entries);
  }

  if (done !== null) {
    return (
      <ResendLink {...asked}>
        <CheckMail mailbox={done.mailbox}>{t("account.signUpSent", { email: asked.email })}</CheckMail>
      </ResendLink>
    );
  }
  const sentence = (fault: FieldFault | undefined): string | null => (fault ? t(`auth.${fault}`) : null);
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" aria-label={t("auth.signUp")} noValidate>
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
      {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
      <Button type="submit" variant="primary" size="lg" isWide isBusy={isBusy}>
        {t("auth.signUp")}
      </Button>
    </form>
  );
}

function readEntries(form: FormData): Entries {
  return {
    name: fieldOf(form, "name").trim(),
    email: fieldOf(form, "email").trim(),
    password: fieldOf(form, "password"),
  };
}

function faultsIn({ name, email, password }: Entries): Faults {
  return {
    ...(name === "" ? { name: "nameMissing" as const } : {}),
    ...(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? {} : { email: "emailInvalid" as const }),
    ...(password.length < 8 ? { password: "passwordShort" as const } : {}),
  };
}
