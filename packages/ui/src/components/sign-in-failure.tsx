"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { authErrorKey } from "../client/auth-error.ts";
import { Instant } from "./figures.tsx";
import { Notice } from "./notice.tsx";

export interface SignInFailure {
  readonly key: ReturnType<typeof authErrorKey>;
  /** Why an account is blocked; empty for everything else. */
  readonly reason: string;
  /** When a block ends by itself, ISO-8601; empty where somebody has to lift it, and for everything else. */
  readonly until: string;
  /** How long to wait before another try; null where that is not known. */
  readonly minutes: number | null;
}

/** Why nobody was signed in. Who is blocked reads the reason, having shown that it is their account. */
export function SignInFailureNotice({ failure }: { readonly failure: SignInFailure }): ReactNode {
  const t = useTranslations("ui");
  const { key, reason, until, minutes } = failure;
  if (minutes !== null) return <Notice tone="stop">{t("auth.tooManyAttempts", { minutes })}</Notice>;
  if (key !== "errors.ACCOUNT_BLOCKED" || reason === "") return <Notice tone="stop">{t(key)}</Notice>;
  return (
    <Notice tone="stop">
      {t("auth.blockedFor", { reason })}
      {until === "" ? null : (
        <span className="block">
          {t("restriction.until")} <Instant at={until} format="full" />
        </span>
      )}
      <span className="block">{t("auth.blockedHelp")}</span>
    </Notice>
  );
}
