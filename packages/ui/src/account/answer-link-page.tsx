"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useAccountCall } from "../client/use-account-call.ts";
import { Button } from "../components/button.tsx";
import { Notice } from "../components/notice.tsx";
import { AccountLink, AccountPage, SignInLink } from "./account-page.tsx";
import { useLinkToken } from "./use-link-token.ts";

/**
 * Confirms the link of a mail by a press of a button: programs that open the links of mails before their reader does press nothing.
 */
export function AnswerLinkPage({ path }: { readonly path: "confirm-email" | "undo-email" }): ReactNode {
  const t = useTranslations("ui");
  const token = useLinkToken();
  const { isBusy, failure, failureText, done, ask } = useAccountCall(path);
  const isOver = token === null || failure === "errors.LINK_EXPIRED";
  if (done !== null) {
    return (
      <AccountPage
        isOutcome
        title={t(`account.${path}.done`)}
        hint={t(`account.${path}.doneHint`, { email: done.email ?? "" })}
      >
        {path === "confirm-email" ? <AccountLink href="/">{t("account.goOn")}</AccountLink> : null}
      </AccountPage>
    );
  }
  return (
    <AccountPage title={t(`account.${path}.title`)} hint={t(`account.${path}.${isOver ? "over" : "hint"}`)}>
      {isOver ? (
        <Notice tone="stop">{t("errors.LINK_EXPIRED")}</Notice>
      ) : (
        <>
          {failureText === null ? null : <Notice tone="stop">{failureText}</Notice>}
          <Button variant="primary" size="lg" isWide isBusy={isBusy} onClick={() => void ask({ token })}>
            {t(`account.${path}.act`)}
          </Button>
        </>
      )}
      {isOver ? <SignInLink /> : null}
    </AccountPage>
  );
}
