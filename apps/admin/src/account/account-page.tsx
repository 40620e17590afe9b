"use client";
import { AccountSections } from "@atlas/features/account/account-sections";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PasskeysSection } from "../second-factor/passkeys-section.tsx";
import { SecondFactorSection } from "../second-factor/second-factor-section.tsx";
import { PageFrame } from "../shell/page-frame.tsx";

/** An operator's own account: where it is signed in, and what is held about it. It is ended by another operator. */
export function AccountPage(): ReactNode {
  const t = useTranslations("account");
  return (
    <PageFrame title={t("title")} hint={t("hint")}>
      <div className="grid max-w-4xl gap-6 lg:grid-cols-2">
        <SecondFactorSection />
        <PasskeysSection />
        <AccountSections canDelete={false} />
      </div>
    </PageFrame>
  );
}
