"use client";
import { isClockOff } from "@atlas/core/positions/fix-time";
import { DEFAULT_CITY_SETTINGS } from "@atlas/core/settings/city-settings";
import { Button } from "@atlas/ui/button";
import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import { useLocale } from "@atlas/ui/client/use-locale";
import { formatDuration } from "@atlas/ui/format";
import { Notice } from "@atlas/ui/notice";
import { use, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "./drive-context.ts";

/** What keeps the phone from sharing positions although all seems well. */
export function OnlineNotices(): ReactNode {
  return (
    <>
      <PhoneNotice />
      <BackgroundNotice />
      <ScreenNotice />
      <ClockNotice />
    </>
  );
}

/** Another phone of the driver sends; this one may do so again. */
export function PhoneNotice(): ReactNode {
  const t = useTranslations("sharing");
  const { phone } = useDrive().sharing;
  if (!phone.isElsewhere) return null;
  const takeOver = (
    <Button isBusy={phone.isTakingOver} onClick={phone.takeOver}>
      {t("takeOver")}
    </Button>
  );
  return (
    <Notice tone="warn" action={takeOver}>
      {t("takeOverHint")}
    </Notice>
  );
}

/** The app was hidden while online. */
export function BackgroundNotice(): ReactNode {
  const t = useTranslations("sharing");
  const locale = useLocale();
  const { background } = useDrive();
  if (background.hiddenForMs === null) return null;
  return (
    <Notice tone="warn" action={<Button onClick={background.dismiss}>{t("dismiss")}</Button>}>
      {t("background", { duration: formatDuration(background.hiddenForMs / 1000, locale) })}
    </Notice>
  );
}

/** The phone has no wake lock. */
function ScreenNotice(): ReactNode {
  const t = useTranslations("sharing");
  const { wakeLock } = useDrive();
  const [isRead, setIsRead] = useState(false);
  if (wakeLock !== "unavailable" || isRead) return null;
  return <Notice action={<Button onClick={() => setIsRead(true)}>{t("dismiss")}</Button>}>{t("screen")}</Notice>;
}

/** The phone's clock is off. Positions carry their age, so nothing depends on it but the driver's own watch. */
function ClockNotice(): ReactNode {
  const t = useTranslations("sharing");
  const locale = useLocale();
  const offsetMs = use(ClockOffsetContext);
  const [isRead, setIsRead] = useState(false);
  if (isRead || offsetMs === null || !isClockOff(offsetMs, DEFAULT_CITY_SETTINGS)) return null;
  return (
    <Notice tone="warn" action={<Button onClick={() => setIsRead(true)}>{t("dismiss")}</Button>}>
      {t("clock", { duration: formatDuration(Math.abs(offsetMs) / 1_000, locale) })}
    </Notice>
  );
}
