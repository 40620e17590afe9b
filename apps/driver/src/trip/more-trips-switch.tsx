"use client";
import { Switch } from "@atlas/ui/switch";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import { useAvailability } from "../drive/use-availability.ts";

/** During a trip: whether another may follow it, or the driver goes offline at its end. */
export function MoreTripsSwitch(): ReactNode {
  const t = useTranslations("trip.next");
  const { profile, sharing } = useDrive();
  const { wantsMoreTrips, setMoreTrips } = useAvailability(profile, sharing.position);
  return (
    <Switch
      label={t("more")}
      hint={t(wantsMoreTrips ? "moreHint" : "lastHint")}
      isOn={wantsMoreTrips}
      onChange={setMoreTrips}
    />
  );
}
