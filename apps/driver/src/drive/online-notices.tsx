"use client";
import { Button } from "@atlas/ui/button";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatDuration } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "./drive-context.ts";

/** What keeps the phone from sharing positions although all seems well. */
export function OnlineNotices(): ReactNode {
  const t = useTranslations("sharing");
  const locale = useLocale();
  const { background, wakeLock } = useDrive();
  return (
    <>
      {background.hiddenForMs === null ? null : (
        <Notice tone="warn" action={<Button onClick={background.dismiss}>{t("dismiss")}</Button>}>
          {t("background", { duration: formatDuration(background.hiddenForMs / 1000, locale) })}
        </Notice>
      )}
      {wakeLock === "unavailable" ? <Notice tone="info">{t("screen")}</Notice> : null}
    </>
  );
}
