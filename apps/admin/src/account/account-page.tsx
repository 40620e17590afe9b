"use client";
import { useAccountCalls } from "@atlas/ui/account/use-account-calls";
import { DevicesSection } from "@atlas/ui/account/devices-section";
import { EmailSection } from "@atlas/ui/account/email-section";
import { PasswordSection } from "@atlas/ui/account/password-section";
import { YourDataSection } from "@atlas/ui/account/your-data-section";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../shell/page-frame.tsx";
import { useRpcClient } from "../client/rpc.ts";

/** An operator's own account: where it is signed in, and what is held about it. It is ended by another operator. */
export function AccountPage(): ReactNode {
  const t = useTranslations("account");
  const calls = useAccountCalls(useRpcClient());
  return (
    <PageFrame title={t("title")} hint={t("hint")}>
      <div className="grid max-w-4xl gap-6 lg:grid-cols-2">
        <EmailSection />
        <PasswordSection />
        <DevicesSection calls={calls} />
        <YourDataSection />
      </div>
    </PageFrame>
  );
}
