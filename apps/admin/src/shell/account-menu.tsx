"use client";
import { SignOutButton } from "@atlas/features/sign-out-button";
import { Avatar } from "@atlas/ui/avatar";
import { Button } from "@atlas/ui/button";
import { useSession } from "@atlas/ui/client/auth";
import { Dialog } from "@atlas/ui/dialog";
import { LocaleSwitch } from "@atlas/ui/locale-switch";
import { ThemeSwitch } from "@atlas/ui/theme-switch";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { CitySwitch } from "./city-switch.tsx";
import { May } from "./may.tsx";
import { OpenCount } from "./open-count.tsx";

interface AccountMenuProps {
  /** On a phone the menu leads to them. */
  readonly waitingApprovals: number | null;
}

/** Who is signed in; opens language, theme and sign-out. */
export function AccountMenu({ waitingApprovals }: AccountMenuProps): ReactNode {
  const t = useTranslations();
  const session = useSession();
  const [isOpen, setIsOpen] = useState(false);
  if (session.state !== "signed-in") return null;
  const { user } = session;
  return (
    <>
      <button
        type="button"
        onClick={() => setIsOpen(true)}
        className="relative flex min-h-14 w-14 items-center justify-center gap-3 text-left transition-colors duration-160 hover:bg-sunken md:m-3 md:w-auto md:justify-start md:rounded-control md:px-2"
      >
        <Avatar name={user.name} size={36} />
        <span className="sr-only">{t("rail.account")}</span>
        <span className="sr-only md:hidden">{user.name}</span>
        <span className="md:hidden">
          <OpenCount of="approvals" count={waitingApprovals} />
        </span>
        <span className="hidden min-w-0 md:block">
          <span className="block truncate text-sm font-semibold">{user.name}</span>
          <span className="block truncate text-xs text-muted">{user.email}</span>
        </span>
      </button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        title={user.name}
        description={user.email}
        actions={<SignOutButton />}
      >
        <CitySwitch className="md:hidden" />
        <LocaleSwitch />
        <ThemeSwitch />
        <Button asChild>
          <Link href="/account" onClick={() => setIsOpen(false)}>
            {t("account.title")}
          </Link>
        </Button>
        <Button asChild className="md:hidden">
          <Link href="/approvals" onClick={() => setIsOpen(false)}>
            {waitingApprovals ? `${t("rail.approvals")} (${waitingApprovals})` : t("rail.approvals")}
          </Link>
        </Button>
        <May permission="staff.read">
          <Button asChild className="md:hidden">
            <Link href="/staff" onClick={() => setIsOpen(false)}>
              {t("rail.staff")}
            </Link>
          </Button>
        </May>
        <May permission="audit.read">
          <Button asChild className="md:hidden">
            <Link href="/audit" onClick={() => setIsOpen(false)}>
              {t("rail.audit")}
            </Link>
          </Button>
        </May>
      </Dialog>
    </>
  );
}
