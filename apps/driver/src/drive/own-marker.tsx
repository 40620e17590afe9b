"use client";
import { ClockOffsetContext } from "@atlas/ui/client/clock-offset-context";
import { DriverMarker } from "@atlas/ui/map/driver-marker";
import { useNow } from "@atlas/ui/use-now";
import { use, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import type { PingInput } from "../location/ping.ts";

/** The driver's own capsule, with the age of the fix when it grows old. The phone has dated the fix, Atlas's clock shows its age. */
export function OwnMarker({ ping }: { readonly ping: PingInput }): ReactNode {
  const t = useTranslations("ui.map");
  const now = useNow(5_000);
  const recordedAtMs = Date.parse(ping.recordedAt) + (use(ClockOffsetContext) ?? 0);
  const ageMs = Math.max(0, now.getTime() - recordedAtMs);
  return (
    <DriverMarker position={{ ...ping, recordedAt: new Date(recordedAtMs).toISOString(), ageMs }} label={t("you")} />
  );
}
