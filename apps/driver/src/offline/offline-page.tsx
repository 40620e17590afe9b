"use client";
import { Button } from "@atlas/ui/button";
import { EmptyState } from "@atlas/ui/empty-state";
import { PageTitle } from "@atlas/ui/page-title";
import { WifiOff } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { useTranslations } from "use-intl";

/** What the service worker shows when a page cannot be loaded; goes on by itself once there is a connection. */
export function OfflinePage(): ReactNode {
  const t = useTranslations("offlinePage");
  useEffect(() => {
    const reload = (): void => location.replace("/");
    addEventListener("online", reload);
    return () => removeEventListener("online", reload);
  }, []);
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <PageTitle>{t("title")}</PageTitle>
      <EmptyState
        isPage
        icon={<WifiOff size={26} aria-hidden="true" />}
        title={t("title")}
        hint={t("hint")}
        action={
          <Button variant="primary" size="lg" onClick={() => location.replace("/")}>
            {t("retry")}
          </Button>
        }
      />
    </main>
  );
}
