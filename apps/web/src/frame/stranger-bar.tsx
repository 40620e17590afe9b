"use client";
import { classNames } from "@atlas/ui/class-names";
import { Button } from "@atlas/ui/button";
import { Logo } from "@atlas/ui/logo";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { LocaleToggle } from "./locale-toggle.tsx";

interface StrangerBarProps {
  /** On a phone the steps of a plan need the map below it. */
  readonly isAtHome: boolean;
}

/** Over the map of who has not signed in: whose app it is, the language, and the way in. */
export function StrangerBar({ isAtHome }: StrangerBarProps): ReactNode {
  const t = useTranslations("ui.auth");
  return (
    <header
      className={classNames(
        isAtHome ? "flex" : "hidden md:flex",
        "absolute inset-x-3 top-3 z-10 items-center justify-between gap-2 rounded-full bg-surface py-1 pl-5 pr-1 shadow-float md:left-auto md:right-4 md:top-4 md:gap-4",
      )}
    >
      <Logo />
      <span className="flex items-center gap-2">
        <LocaleToggle />
        <Button asChild className="!rounded-full">
          <Link href="/sign-in">{t("signIn")}</Link>
        </Button>
      </span>
    </header>
  );
}
