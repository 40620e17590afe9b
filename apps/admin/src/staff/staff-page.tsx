"use client";
import { ROLES_WITH_SECOND_FACTOR, STAFF_ROLES } from "@atlas/core/actor";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { ErrorState } from "@atlas/ui/error-state";
import { RelativeTime } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { RestoreDialog } from "../people/restore-person.tsx";
import { RestrictDialog } from "../people/restrict-person.tsx";
import { May, useMay } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { type Column, DataTable } from "../table/data-table.tsx";
import { EditRoles } from "./edit-roles.tsx";
import { ResetFactor } from "./reset-factor.tsx";
import { cityOfRole, type HeldRoles } from "./held-roles.ts";
import { InviteStaff } from "./invite-staff.tsx";
import { StaffDevices } from "./staff-devices.tsx";
import { useCities } from "../shell/use-cities.ts";
import type { StaffMember } from "./views.ts";

/** Everybody who operates Atlas, as what, and whether they are there. */
export function StaffPage(): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const staff = useQuery(rpc.staff.list.queryOptions());
  return (
    <PageFrame
      title={t("staff.title")}
      hint={t("staff.hint")}
      actions={
        <May permission="staff.manage">
          <InviteStaff />
        </May>
      }
    >
      {staff.error && !staff.data ? (
        <ErrorState error={staff.error} onRetry={() => void staff.refetch()} />
      ) : staff.data === undefined ? (
        <SkeletonRows rows={6} label={t("ui.loading")} />
      ) : (
        <StaffTable staff={staff.data} />
      )}
    </PageFrame>
  );
}

function StaffTable({ staff }: { readonly staff: readonly StaffMember[] }): ReactNode {
  const t = useTranslations("staff");
  const isManager = useMay("staff.manage");
  const ownId = useQuery(useRpc().account.me.queryOptions()).data?.userId;
  const [acting, setActing] = useState<Acting | null>(null);
  const columns: Column<StaffMember>[] = [
    {
      key: "name",
      header: t("name"),
      cell: ({ userId, name, email }) => (
        <>
          <PersonLink userId={userId}>{name}</PersonLink> <span className="block text-muted md:inline">{email}</span>
        </>
      ),
      isProse: true,
    },
    { key: "roles", header: t("roles"), cell: (member) => <Roles held={member} />, isProse: true },
    { key: "state", header: t("state"), cell: (member) => <State member={member} />, isSecondary: true },
    {
      key: "factor",
      header: t("factor"),
      cell: (member) => <Factor member={member} />,
      isSecondary: true,
    },
    {
      key: "sessions",
      header: t("sessions"),
      cell: ({ sessions }) => sessions,
      isNumeric: true,
      isSecondary: true,
    },
    ...(isManager
      ? [
          {
            key: "acts",
            header: t("acts"),
            cell: (member: StaffMember) => (
              <Acts member={member} isOwn={member.userId === ownId} onAct={(act) => setActing({ act, member })} />
            ),
            isProse: true,
          },
        ]
      : []),
  ];
  return (
    <>
      <DataTable caption={t("title")} columns={columns} rows={staff} rowKey={({ userId }) => userId} />
      {acting ? <ActDialog {...acting} onClose={() => setActing(null)} /> : null}
    </>
  );
}

/** What an owner does about an operator. */
type Act = "roles" | "devices" | "factor" | "block" | "lift";

interface Acting {
  readonly act: Act;
  readonly member: StaffMember;
}

interface ActsProps {
  readonly member: StaffMember;
  readonly isOwn: boolean;
  readonly onAct: (act: Act) => void;
}

/** Nobody blocks themselves; their own devices and second factor are on the page of the account. */
function Acts({ member, isOwn, onAct }: ActsProps): ReactNode {
  const t = useTranslations();
  const { hasAuthenticator, passkeys, sessions, isBlocked } = member;
  return (
    <span className="flex flex-wrap gap-2 py-1">
      <Button size="sm" onClick={() => onAct("roles")}>
        {t("staff.editRoles")}
      </Button>
      {!isOwn && sessions > 0 ? (
        <Button size="sm" onClick={() => onAct("devices")}>
          {t("staff.sessions")}
        </Button>
      ) : null}
      {!isOwn && (hasAuthenticator || passkeys > 0) ? (
        <Button size="sm" onClick={() => onAct("factor")}>
          {t("staff.resetFactor")}
        </Button>
      ) : null}
      {isOwn ? null : isBlocked ? (
        <Button size="sm" onClick={() => onAct("lift")}>
          {t("people.lifts.block")}
        </Button>
      ) : (
        <Button size="sm" variant="danger" onClick={() => onAct("block")}>
          {t("people.acts.block")}
        </Button>
      )}
    </span>
  );
}

function ActDialog({ act, member, onClose }: Acting & { readonly onClose: () => void }): ReactNode {
  const { userId, name } = member;
  switch (act) {
    case "roles":
      return <EditRoles member={member} onClose={onClose} />;
    case "devices":
      return <StaffDevices member={member} onClose={onClose} />;
    case "factor":
      return <ResetFactor member={member} onClose={onClose} />;
    case "block":
      return <RestrictDialog userId={userId} name={name} kind="block" isOpen onClose={onClose} />;
    case "lift":
      return <RestoreDialog userId={userId} name={name} kind="block" isOpen onClose={onClose} />;
  }
}

function Roles({ held }: { readonly held: HeldRoles }): ReactNode {
  const t = useTranslations("staff");
  const cities = useCities();
  const shown = STAFF_ROLES.flatMap((role) => {
    const cityId = cityOfRole(held, role);
    if (cityId === undefined) return [];
    const city = cities.find((known) => known.cityId === cityId)?.name ?? cityId;
    return [{ role, name: city === null ? t(`roleNames.${role}`) : `${t(`roleNames.${role}`)} · ${city}` }];
  });
  if (shown.length === 0) return <span className="text-muted">{t("noRole")}</span>;
  return (
    <span className="flex flex-wrap gap-1.5">
      {shown.map(({ role, name }) => (
        <Badge key={role} tone={role === "owner" ? "info" : "neutral"}>
          {name}
        </Badge>
      ))}
    </span>
  );
}

function Factor({ member }: { readonly member: StaffMember }): ReactNode {
  const t = useTranslations("staff");
  const { hasAuthenticator, passkeys } = member;
  const own = [hasAuthenticator ? t("authenticator") : null, passkeys > 0 ? t("passkeys", { count: passkeys }) : null];
  if (hasAuthenticator || passkeys > 0) return own.filter((word) => word !== null).join(", ");
  const isNeeded = ROLES_WITH_SECOND_FACTOR.some((role) => cityOfRole(member, role) !== undefined);
  return isNeeded ? (
    <Badge tone="warn">{t("factorMissing")}</Badge>
  ) : (
    <span className="text-muted">{t("noFactor")}</span>
  );
}

function State({ member: { isBlocked, isInvited, lastSeenAt } }: { readonly member: StaffMember }): ReactNode {
  const t = useTranslations("staff");
  if (isBlocked) return <Badge tone="stop">{t("blocked")}</Badge>;
  if (isInvited) return <Badge tone="warn">{t("invited")}</Badge>;
  return lastSeenAt === null ? <span className="text-muted">{t("signedOut")}</span> : <RelativeTime at={lastSeenAt} />;
}
