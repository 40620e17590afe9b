"use client";
import type { WatchedDriver } from "@atlas/features/fleet/apply-fleet-update";
import { Button } from "@atlas/ui/button";
import { IconButton } from "@atlas/ui/icon-button";
import { X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ShortId } from "../shell/short-id.tsx";
import { StateChip } from "../shell/state-chip.tsx";

interface SelectedDriverProps {
  readonly driver: WatchedDriver;
  readonly onClose: () => void;
}

/** The driver that was picked on the map. */
export function SelectedDriver({ driver, onClose }: SelectedDriverProps): ReactNode {
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
      <p className="flex items-center justify-between text-sm">
        <span className="font-semibold">{driver.vehicleType}</span>
        <ShortId id={driver.key} />
      </p>
      <p className="text-sm text-muted">{t("fleet.age", { seconds: Math.round(driver.ageMs / 1000) })}</p>
      {driver.orderId ? (
        <Button size="sm" asChild>
          <Link href={`/orders/${driver.orderId}`}>{t("fleet.openOrder")}</Link>
        </Button>
      ) : null}
    </section>
  );
}
