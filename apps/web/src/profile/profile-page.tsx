"use client";
import { AccountSections } from "@atlas/features/account/account-sections";
import { InstallCard } from "@atlas/features/installed/install-card";
import { SignOutButton } from "@atlas/features/sign-out-button";
import { useAuth, useSession } from "@atlas/ui/client/auth";
import { authErrorKey } from "@atlas/ui/client/auth-error";
import { Avatar } from "@atlas/ui/avatar";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { Input } from "@atlas/ui/field";
import { LocaleSwitch } from "@atlas/ui/locale-switch";
import { Notice } from "@atlas/ui/notice";
import { ThemeSwitch } from "@atlas/ui/theme-switch";
import { toast } from "@atlas/ui/toast";
import { ChevronRight, Star } from "lucide-react";
import Link from "next/link";
import { useState, type SubmitEvent, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PageFrame } from "../frame/page-frame.tsx";
import { NotificationSection } from "../notifications/notification-section.tsx";

/** Who the rider is to drivers, and how the app looks and speaks. */
export function ProfilePage(): ReactNode {
  const t = useTranslations();
  const session = useSession();
  if (session.state !== "signed-in") return null;
  const { user } = session;

  return (
    <PageFrame title={t("nav.profile")}>
      <Card className="flex items-center gap-4 p-5">
        <Avatar name={user.name} size={64} />
        <div className="min-w-0">
          <p className="truncate text-xl font-bold">{user.name}</p>
          <p className="truncate text-muted">{user.email}</p>
        </div>
      </Card>
      <Card isPadded={false}>
        <Link
          href="/profile/places"
          className="flex min-h-14 items-center gap-3 rounded-card px-4 font-semibold hover:bg-sunken"
        >
          <Star size={20} aria-hidden="true" className="text-muted" />
          <span className="grow">{t("places.title")}</span>
          <ChevronRight size={20} aria-hidden="true" className="text-muted" />
        </Link>
      </Card>
      <NameForm key={user.id} name={user.name} />
      <Card className="flex flex-col gap-5">
        <div className="flex flex-col gap-2">
          <h2 className="text-sm font-semibold">{t("ui.language")}</h2>
          <LocaleSwitch />
        </div>
        <div className="flex flex-col gap-2">
          <h2 className="text-sm font-semibold">{t("ui.theme")}</h2>
          <ThemeSwitch />
        </div>
      </Card>
      <NotificationSection />
      <AccountSections canDelete />
      <InstallCard />
      <SignOutButton size="lg" />
    </PageFrame>
  );
}

function NameForm({ name }: { readonly name: string }): ReactNode {
  const t = useTranslations();
  const auth = useAuth();
  const [value, setValue] = useState(name);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<ReturnType<typeof authErrorKey> | null>(null);
  const trimmed = value.trim();

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setIsBusy(true);
    setFailure(null);
    try {
      const { error } = await auth.updateUser({ name: trimmed });
      if (error) setFailure(authErrorKey(error));
      else toast.success(t("profile.saved"));
    } catch {
      setFailure("errors.NETWORK");
    } finally {
      setIsBusy(false);
    }
  }

  return (
    <Card>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-3">
        <Input
          label={t("ui.auth.name")}
          hint={t("profile.nameHint")}
          value={value}
          autoComplete="name"
          maxLength={80}
          error={trimmed === "" ? t("ui.auth.nameMissing") : null}
          onChange={(event) => setValue(event.target.value)}
        />
        {failure ? <Notice tone="stop">{t(`ui.${failure}`)}</Notice> : null}
        <Button type="submit" isBusy={isBusy} disabled={trimmed === "" || trimmed === name} className="self-start">
          {t("profile.save")}
        </Button>
      </form>
    </Card>
  );
}
