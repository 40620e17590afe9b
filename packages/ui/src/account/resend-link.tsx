"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { CheckMail } from "./check-mail.tsx";

interface ResendLinkProps {
  readonly email: string;
  /** Of the sign-up: of several with the address it is this one's link. */
  readonly password: string;
  /** What stands there until the link was sent once more. */
  readonly children?: ReactNode;
}

/** Asks for the link of a sign-up once more. */
export function ResendLink({ email, password, children }: ResendLinkProps): ReactNode {
  const t = useTranslations("ui");
  const { isBusy, failureText, done, ask } = useAccountCall("send-verification-email");
  if (done !== null) return <CheckMail mailbox={done.mailbox}>{t("account.resent", { email })}</CheckMail>;
  return (
    <div className="flex flex-col gap-4">
      {children}
      {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
      <Button isBusy={isBusy} onClick={() => void ask({ email, password })}>
        {t("account.resend")}
      </Button>
    </div>
  );
}
