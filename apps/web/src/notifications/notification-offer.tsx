"use client";
import { Button } from "@atlas/ui/button";
import { Card } from "@atlas/ui/card";
import { BellRing } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDevice } from "./use-device.ts";

/** Forgotten with the session, like all that begins so. */
const DECLINED_KEY = "atlas-notifications-declined";

/** Once a ride is booked: whether the phone may say when the driver comes. It is asked here, and the browser asks only who says yes. */
export function NotificationOffer(): ReactNode {
  const t = useTranslations("notifications");
  const { state, isBusy, error, turnOn } = useDevice();
  const [isDeclined, setIsDeclined] = useState(wasDeclined);
  if (state !== "off" || isDeclined) return null;
  function decline(): void {
    setIsDeclined(true);
    try {
      localStorage.setItem(DECLINED_KEY, "1");
    } catch {
      // Without storage it is asked again with the next ride.
    }
  }
  return (
    <Card className="flex flex-col gap-3">
      <p className="flex items-start gap-3">
        <BellRing size={22} aria-hidden="true" className="mt-0.5 shrink-0" />
        <span>
          <span className="block font-semibold">{t("offerTitle")}</span>
          <span className="text-sm text-muted">{error ? t("failed") : t("offerHint")}</span>
        </span>
      </p>
      <span className="flex flex-wrap gap-2">
        <Button isBusy={isBusy} onClick={turnOn} className="grow">
          {t("turnOn")}
        </Button>
        <Button variant="quiet" onClick={decline}>
          {t("notNow")}
        </Button>
      </span>
    </Card>
  );
}

function wasDeclined(): boolean {
  try {
    return localStorage.getItem(DECLINED_KEY) !== null;
  } catch {
    return false;
  }
}
