"use client";
import { Button } from "@atlas/ui/button";
import { IconButton } from "@atlas/ui/icon-button";
import { X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { StateChip } from "../shell/state-chip.tsx";
import type { PlacedDriver } from "./played-hour.ts";

interface PlayedDriverCardProps {
  readonly driver: PlacedDriver;
  /** The day that is played. */
  readonly day: string;
  readonly onClose: () => void;
}

/** The driver that was picked on the map, at the moment in sight. */
export function PlayedDriverCard({ driver, day, onClose }: PlayedDriverCardProps): ReactNode {
  const t = useTranslations();
  return (
    <section
      aria-label={t("fleet.selected")}
      className="absolute bottom-8 left-3 flex w-72 animate-fade-in flex-col gap-2 rounded-card bg-raised p-4 shadow-float"
    >
      <div className="flex items-center justify-between gap-2">
        <StateChip status={driver.state} />
        <IconButton size="sm" label={t("ui.close")} onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </div>
      <p className="text-sm font-semibold">{driver.plate ?? t("common.none")}</p>
      <p className="text-sm text-muted">{t("fleet.age", { seconds: Math.round(driver.ageMs / 1_000) })}</p>
      <div className="flex flex-wrap gap-2">
        {driver.orderId === null ? null : (
          <Button size="sm" asChild>
            <Link href={`/orders/${driver.orderId}`}>{t("fleet.openOrder")}</Link>
          </Button>
        )}
        <Button size="sm" asChild>
          <Link href={`/drivers/${driver.key}/day?day=${day}`}>{t("people.replayDay")}</Link>
        </Button>
        <Button size="sm" asChild>
          <Link href={`/people/${driver.key}`}>{t("playback.driver")}</Link>
        </Button>
      </div>
    </section>
  );
}
