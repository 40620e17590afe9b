"use client";
import { MailOpen } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AccountLink } from "./account-page.tsx";

interface CheckMailProps {
  readonly children: ReactNode;
  /** Where a demo shows its mails. */
  readonly mailbox?: string | undefined;
}

/** A mail has been sent, to which address; in a demo, where to read it. It takes the focus of the form that it stands for. */
export function CheckMail({ children, mailbox }: CheckMailProps): ReactNode {
  const t = useTranslations("ui.account");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div
      ref={box}
      role="status"
      tabIndex={-1}
      className="flex flex-col gap-2 rounded-card border border-line bg-raised p-4 outline-none"
    >
      <p className="flex items-center gap-2 font-semibold">
        <MailOpen size={20} aria-hidden="true" />
        {t("checkMail")}
      </p>
      <p className="text-muted wrap-anywhere">{children}</p>
      {mailbox === undefined ? null : <AccountLink href={mailbox}>{t("openMailbox")}</AccountLink>}
    </div>
  );
}
