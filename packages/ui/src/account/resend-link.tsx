"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { CheckMail } from "./check-mail.tsx";

/** Asks for the link of a sign-up once more. */
export function ResendLink({ email }: { readonly email: string }): ReactNode {
  const t = useTranslations("ui");
  const { isBusy, failure, done, ask } = useAccountCall("send-verification-email");
  if (done !== null) return <CheckMail mailbox={done.mailbox}>{t("account.resent", { email })}</CheckMail>;
  return (
    <div className="flex flex-col gap-3">
      {failure === null ? null : <Notice tone="stop">{t(failure)}</Notice>}
      <Button isBusy={isBusy} onClick={() => void ask({ email })}>
        {t("account.resend")}
      </Button>
    </div>
  );
}
