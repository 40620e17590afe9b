"use client";
import { Button } from "@atlas/ui/button";
import { EmptyState } from "@atlas/ui/empty-state";
import { PageTitle } from "@atlas/ui/page-title";
import { WifiOff } from "lucide-react";
import { useEffect, type ReactNode } from "react";
import { useTranslations } from "use-intl";

interface OfflinePageProps {
  /** What works without a network, and what does not. */
  readonly hint: string;
  /** What the app knows without a network. */
  readonly children?: ReactNode;
}

/** What the service worker shows when a page cannot be loaded; goes on by itself once there is a connection. */
export function OfflinePage({ hint, children }: OfflinePageProps): ReactNode {
  const t = useTranslations("ui.offlinePage");
  useEffect(() => {
    const reload = (): void => location.replace("/");
    addEventListener("online", reload);
    return () => removeEventListener("online", reload);
  }, []);
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-8">
      <PageTitle>{t("title")}</PageTitle>
      <EmptyState
        isPage
        icon={<WifiOff size={26} aria-hidden="true" />}
        title={t("title")}
        hint={hint}
        action={
          <Button variant="primary" size="lg" onClick={() => location.replace("/")}>
            {t("retry")}
          </Button>
        }
      />
      {children}
    </main>
  );
}
