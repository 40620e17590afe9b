"use client";
import { Button } from "@atlas/ui/button";
import { Switch } from "@atlas/ui/switch";
import { BellRing } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { changeAlertSettings, useAlertSettings } from "./alert-settings.ts";
import { alertOnce, unlockSound } from "./offer-alert.ts";

/** Sound and vibration of an offer, and a button to try them. */
export function AlertSwitches(): ReactNode {
  const t = useTranslations("alerts");
  const settings = useAlertSettings();
  return (
    <div className="flex flex-col gap-1">
      <Switch
        label={t("sound")}
        hint={t("soundHint")}
        isOn={settings.hasSound}
        onChange={(hasSound) => changeAlertSettings({ hasSound })}
      />
      <Switch
        label={t("vibration")}
        hint={t("vibrationHint")}
        isOn={settings.hasVibration}
        onChange={(hasVibration) => changeAlertSettings({ hasVibration })}
      />
      <Button
        className="mt-2"
        icon={<BellRing size={20} aria-hidden="true" />}
        onClick={() => {
          unlockSound();
          alertOnce(settings);
        }}
      >
        {t("test")}
      </Button>
    </div>
  );
}
