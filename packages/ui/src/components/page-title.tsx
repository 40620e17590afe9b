"use client";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useClientConfig } from "../client/client-config.ts";

/**
 * What the tab and a screen reader call a page, before the name of the app. Whatever stands for a whole page has one; it is drawn with the
 * page and not by the server, so that it follows the language at once.
 */
export function PageTitle({ children }: { readonly children?: string | undefined }): ReactNode {
  const { app } = useClientConfig();
  const t = useTranslations("ui.apps");
  return <title>{children === undefined ? t(app) : `${children} · ${t(app)}`}</title>;
}
