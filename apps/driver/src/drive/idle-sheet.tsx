"use client";
import { useRestriction } from "@atlas/features/use-restriction";
import { Button } from "@atlas/ui/button";
import { classNames } from "@atlas/ui/class-names";
import { Notice } from "@atlas/ui/notice";
import { RestrictionNotice } from "@atlas/ui/restriction-notice";
import { Sheet } from "@atlas/ui/sheet";
import { Switch } from "@atlas/ui/switch";
import { Power } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { isShared } from "../location/sharing-status.ts";
import { TabBar } from "../shell/section-nav.tsx";
import { TAB_BAR_PX } from "../shell/sections.ts";
import { CashNotice } from "./cash-notice.tsx";
import { useDrive } from "./drive-context.ts";
import { OnlineNotices } from "./online-notices.tsx";
import { SharingLine, useSharingStatus } from "./sharing-line.tsx";
import { TodayTotals } from "./today-totals.tsx";
import { useAvailability } from "./use-availability.ts";

/** Between trips: the state in large letters, today's totals, auto-accept, and the one big control. */
export function IdleSheet(): ReactNode {
  const t = useTranslations("drive");
  const sharing = useTranslations("sharing");
  const {
    profile,
    isOnline,
    sharing: { position },
  } = useDrive();
  const availability = useAvailability(profile, position);
  const restriction = useRestriction();
  return (
    <>
      <Sheet
        label={t("panel")}
        above={TAB_BAR_PX}
        header={isOnline ? <OnlineHeader autoAccept={availability.autoAccept} /> : <OfflineHeader />}
        footer={
          <Button
            variant={isOnline ? "secondary" : "primary"}
            size="xl"
            isWide
            isBusy={availability.isBusy}
            disabled={restriction !== null}
            icon={<Power size={26} aria-hidden="true" />}
            onClick={() => (isOnline ? availability.goOffline() : void availability.goOnline())}
          >
            {isOnline ? t("goOffline") : t("goOnline")}
          </Button>
        }
      >
        <div className="flex flex-col gap-2">
          {isOnline ? <OnlineNotices /> : null}
          {restriction === null ? null : <RestrictionNotice {...restriction} />}
          <CashNotice />
          {availability.obstacle === null ? null : <Notice tone="stop">{sharing(availability.obstacle)}</Notice>}
          <TodayTotals />
          <Switch
            label={t("autoAccept")}
            hint={t("autoAcceptHint")}
            isOn={availability.autoAccept}
            onChange={availability.setAutoAccept}
          />
        </div>
      </Sheet>
      <TabBar />
    </>
  );
}

function OfflineHeader(): ReactNode {
  const t = useTranslations("drive");
  return (
    <div>
      <h1 className="text-xl font-bold">{t("offline")}</h1>
      <p className="text-sm font-semibold text-muted">{t("offlineHint")}</p>
    </div>
  );
}

function OnlineHeader({ autoAccept }: { readonly autoAccept: boolean }): ReactNode {
  const t = useTranslations("drive");
  const status = useSharingStatus();
  const isReachable = isShared(status);
  return (
    <div className="flex items-center gap-4">
      <Beacon isLive={isReachable} />
      <div>
        <h1 className="text-xl font-bold">
          {status.kind === "elsewhere"
            ? t("onlineElsewhere")
            : isReachable
              ? t(autoAccept ? "waitingAuto" : "waiting")
              : t("notMatching")}
        </h1>
        <SharingLine status={status} />
      </div>
    </div>
  );
}

/** The one thing that moves: a lamp that says "searching". */
function Beacon({ isLive }: { readonly isLive: boolean }): ReactNode {
  return (
    <span aria-hidden="true" className="relative flex size-12 shrink-0 items-center justify-center">
      {isLive ? <span className="absolute inset-0 animate-searching rounded-full bg-action" /> : null}
      <span className={classNames("size-5 rounded-full", isLive ? "bg-action" : "border-4 border-control")} />
    </span>
  );
}
