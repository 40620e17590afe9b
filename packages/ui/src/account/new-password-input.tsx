"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PasswordInput } from "../components/password-input.tsx";

/** The field of a password that is chosen now. */
export function NewPasswordInput(): ReactNode {
  const t = useTranslations("ui.auth");
  return (
    <PasswordInput
      label={t("newPassword")}
      name="newPassword"
      autoComplete="new-password"
      hint={t("passwordHint")}
      minLength={8}
      maxLength={128}
      required
    />
  );
}
