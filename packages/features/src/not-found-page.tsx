"use client";
import { Button } from "@atlas/ui/button";
import { EmptyState } from "@atlas/ui/empty-state";
import { PageTitle } from "@atlas/ui/page-title";
import { MapPinOff } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** For an address that leads nowhere. */
export function NotFoundPage(): ReactNode {
  const t = useTranslations("ui.notFound");
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <PageTitle>{t("title")}</PageTitle>
      <EmptyState
        isPage
        icon={<MapPinOff size={26} aria-hidden="true" />}
        title={t("title")}
        hint={t("hint")}
        action={
          <Button variant="primary" asChild>
            <Link href="/">{t("toMap")}</Link>
          </Button>
        }
      />
    </main>
  );
}
