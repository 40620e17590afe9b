"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ErrorState } from "./error-state.tsx";
import { PageTitle } from "./page-title.tsx";

interface ErrorPageProps {
  readonly error: Error;
  readonly reset: () => void;
}

/** What stands where a page broke while it was drawn; an app's `error.tsx`. */
export function ErrorPage({ error, reset }: ErrorPageProps): ReactNode {
  const t = useTranslations("ui");
  return (
    <div className="flex min-h-dvh items-center justify-center">
      <PageTitle>{t("loadFailed")}</PageTitle>
      <ErrorState isPage error={error} onRetry={reset} />
    </div>
  );
}
