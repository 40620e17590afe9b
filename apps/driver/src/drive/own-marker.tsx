"use client";
import { DriverMarker } from "@atlas/ui/map/driver-marker";
import { useDeviceNow } from "@atlas/ui/use-now";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { PingInput } from "../location/ping.ts";

/** The driver's own capsule, with the age of the fix when it grows old. */
export function OwnMarker({ ping }: { readonly ping: PingInput }): ReactNode {
  const t = useTranslations("ui.map");
  const now = useDeviceNow(5_000);
  const ageMs = Math.max(0, now.getTime() - Date.parse(ping.recordedAt));
  return <DriverMarker position={{ ...ping, ageMs }} label={t("you")} />;
}
