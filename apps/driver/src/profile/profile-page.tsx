"use client";
import { AccountSections } from "@atlas/features/account/account-sections";
import { InstallCard } from "@atlas/features/installed/install-card";
import { SignOutButton } from "@atlas/features/sign-out-button";
import { Avatar } from "@atlas/ui/avatar";
import { Card } from "@atlas/ui/card";
import { LocaleSwitch } from "@atlas/ui/locale-switch";
import { RatingMark } from "@atlas/ui/rating";
import { ThemeSwitch } from "@atlas/ui/theme-switch";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AlertSwitches } from "../alerts/alert-switches.tsx";
import { useDrive } from "../drive/drive-context.ts";
import { PageFrame } from "../shell/page-frame.tsx";
import { VehicleCard } from "../vehicle/vehicle-card.tsx";

/** Who drives, with what, and how the app behaves on this phone. */
export function ProfilePage(): ReactNode {
  const t = useTranslations("profile");
  const alerts = useTranslations("alerts");
  const words = useTranslations("ui");
  const { profile, isOnline } = useDrive();
  return (
    <PageFrame title={t("title")}>
      <div className="flex items-center gap-4">
        <Avatar name={profile.name} size={64} />
        <div className="min-w-0">
          <p className="truncate text-xl font-bold">{profile.name}</p>
          <p className="truncate text-muted">{profile.email}</p>
          {profile.rating === null ? (
            <p className="text-sm text-muted">{t("noRating")}</p>
          ) : (
            <RatingMark rating={profile.rating} />
          )}
        </div>
      </div>
      <VehicleCard profile={profile} />
      <Section title={alerts("title")}>
        <AlertSwitches />
      </Section>
      <Section title={t("appearance")}>
        <div className="flex flex-col gap-4">
          <ThemeSwitch />
          <p className="text-sm text-muted">{t("appearanceHint")}</p>
        </div>
      </Section>
      <Section title={words("language")}>
        <LocaleSwitch />
      </Section>
      <AccountSections canDelete />
      <InstallCard />
      <div className="flex flex-col gap-2">
        {isOnline ? <p className="text-sm text-muted">{t("onlineSignOut")}</p> : null}
        <SignOutButton isWide disabled={isOnline} />
      </div>
    </PageFrame>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg font-bold">{title}</h2>
      <Card>{children}</Card>
    </section>
  );
}
