"use client";
import { Switch } from "@atlas/ui/switch";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useDrive } from "../drive/drive-context.ts";
import { useAvailability } from "../drive/use-availability.ts";

/** During a trip: whether another may follow it and the one that is promised, or the driver goes offline then. */
export function MoreTripsSwitch(): ReactNode {
  const t = useTranslations("trip.next");
  const { profile, next, sharing } = useDrive();
  const { wantsMoreTrips, setMoreTrips } = useAvailability(profile, sharing.position);
  return (
    <Switch
      label={t(next ? "moreAfterNext" : "more")}
      hint={wantsMoreTrips ? t("moreHint") : t(next ? "nextIsLastHint" : "lastHint")}
      isOn={wantsMoreTrips}
      onChange={setMoreTrips}
    />
  );
}
