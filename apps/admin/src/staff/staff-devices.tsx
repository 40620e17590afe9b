"use client";
import { useRpc } from "@atlas/features/rpc";
import { DeviceRow } from "@atlas/ui/account/device-row";
import { Button } from "@atlas/ui/button";
import { Dialog } from "@atlas/ui/dialog";
import { ErrorState } from "@atlas/ui/error-state";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { ReasonDialog } from "../shell/reason-dialog.tsx";
import type { StaffMember, StaffSession } from "./views.ts";

interface StaffDevicesProps {
  readonly member: StaffMember;
  readonly onClose: () => void;
}

/** Which session is to end: one, or all. */
type Ending = StaffSession | "all";

/** Where another operator is signed in, with buttons that end one or all, and why. */
export function StaffDevices({ member, onClose }: StaffDevicesProps): ReactNode {
  const [ending, setEnding] = useState<Ending | null>(null);
  return ending === null ? (
    <DeviceList member={member} onClose={onClose} onEnd={setEnding} />
  ) : (
    <EndDevices member={member} ending={ending} onClose={() => setEnding(null)} />
  );
}

interface DeviceListProps extends StaffDevicesProps {
  readonly onEnd: (ending: Ending) => void;
}

function DeviceList({ member: { userId, name }, onClose, onEnd }: DeviceListProps): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const list = useQuery(rpc.staff.sessions.queryOptions({ userId }));
  const items = list.data?.items;
  const several = items !== undefined && items.length > 1;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("staff.devicesOf", { name })}
      description={t("staff.devicesHint")}
      actions={several ? <Button onClick={() => onEnd("all")}>{t("staff.signOutAll")}</Button> : null}
    >
      {items === undefined ? (
        list.isError ? (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        ) : (
          <SkeletonRows rows={2} label={t("ui.loading")} />
        )
      ) : items.length === 0 ? (
        <p className="text-muted">{t("staff.noDevice")}</p>
      ) : (
        <ul className="flex flex-col gap-4">
          {items.map((session) => (
            <DeviceRow key={session.sessionId} session={session} onEnd={() => onEnd(session)} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

interface EndDevicesProps extends StaffDevicesProps {
  readonly ending: Ending;
}

function EndDevices({ member: { userId, name }, ending, onClose }: EndDevicesProps): ReactNode {
  const t = useTranslations("staff");
  const rpc = useRpc();
  const queryClient = useQueryClient();
  const end = useMutation(
    rpc.staff.endSessions.mutationOptions({
      onSuccess: async () => {
        await Promise.all([
          queryClient.invalidateQueries(rpc.staff.sessions.queryFilter({ userId })),
          queryClient.invalidateQueries(rpc.staff.list.queryFilter()),
        ]);
        onClose();
      },
    }),
  );
  const which = ending === "all" ? {} : { sessionId: ending.sessionId };
  return (
    <ReasonDialog
      isOpen
      onClose={onClose}
      title={t("signOutOf", { name })}
      description={t("signOutHint")}
      action={ending === "all" ? t("signOutAll") : t("signOutOne")}
      isBusy={end.isPending}
      error={end.error}
      onSubmit={(reason) => end.mutate({ userId, ...which, reason })}
    />
  );
}
