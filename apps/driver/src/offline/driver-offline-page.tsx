"use client";
import { OfflinePage } from "@atlas/features/installed/offline-page";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

/** The driver's page without a network. */
export function DriverOfflinePage(): ReactNode {
  const t = useTranslations("offlinePage");
  return <OfflinePage hint={t("hint")} />;
}
