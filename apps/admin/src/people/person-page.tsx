"use client";
import { useRpc } from "@atlas/features/rpc";
import { Badge } from "@atlas/ui/badge";
import { ErrorState } from "@atlas/ui/error-state";
import { Instant } from "@atlas/ui/figures";
import { SkeletonRows } from "@atlas/ui/skeleton";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { AuditLink } from "../audit/audit-link.tsx";
import { BackLink } from "../shell/back-link.tsx";
import { Facts } from "../shell/facts.tsx";
import { May } from "../shell/may.tsx";
import { PageFrame } from "../shell/page-frame.tsx";
import { Section } from "../shell/section.tsx";
import { ShortId } from "../shell/short-id.tsx";
import { RestrictPerson } from "./restrict-person.tsx";
import { RestorePerson } from "./restore-person.tsx";
import { RestrictionHistory } from "./restriction-history.tsx";
import type { Person } from "./views.ts";

/** A person: who they are, what holds of them now, what was ever put on them, and what can be done. */
export function PersonPage({ userId }: { readonly userId: string }): ReactNode {
  const t = useTranslations();
  const rpc = useRpc();
  const person = useQuery(rpc.people.get.queryOptions({ userId }));
  if (!person.data) {
    return (
      <PageFrame title={t("people.person")}>
        {person.isError ? (
          <ErrorState error={person.error} onRetry={() => void person.refetch()} />
        ) : (
          <SkeletonRows rows={6} label={t("ui.loading")} />
        )}
      </PageFrame>
    );
  }
  const { name, role, restriction, deletedAt, history } = person.data;
  const canBeSuspended = role === "rider" || role === "driver";
  // Operators are blocked by those who decide who operates.
  const actions = deletedAt ? null : (
    <May permission={role === "admin" ? "staff.manage" : "people.restrict"}>
      {restriction ? <RestorePerson userId={userId} kind={restriction.kind} /> : null}
      {canBeSuspended && restriction?.kind !== "suspension" ? (
        <RestrictPerson userId={userId} kind="suspension" />
      ) : null}
      {restriction?.kind === "block" ? null : <RestrictPerson userId={userId} kind="block" />}
    </May>
  );
  return (
    <PageFrame
      title={name}
      // Riders are reached by their orders.
      back={
        role === "driver" ? (
          <BackLink href="/drivers">{t("rail.drivers")}</BackLink>
        ) : (
          <BackLink href="/orders">{t("rail.orders")}</BackLink>
        )
      }
      actions={
        <>
          <span role="status">
            <PersonState person={person.data} />
          </span>
          <ShortId id={userId} />
          <AuditLink of={role === "admin" ? { actorId: userId } : { about: userId }} />
          {actions}
        </>
      }
    >
      <div className="grid gap-4 lg:grid-cols-2">
        <Section title={t("people.about")}>
          <PersonFacts person={person.data} />
        </Section>
        <Section title={t("people.history")}>
          <RestrictionHistory history={history} />
        </Section>
      </div>
    </PageFrame>
  );
}

function PersonState({ person: { restriction, deletedAt } }: { readonly person: Person }): ReactNode {
  const t = useTranslations("people");
  if (deletedAt) return <Badge>{t("deleted")}</Badge>;
  if (restriction === null) return <Badge tone="go">{t("free")}</Badge>;
  return <Badge tone={restriction.kind === "block" ? "stop" : "warn"}>{t(`kinds.${restriction.kind}`)}</Badge>;
}

function PersonFacts({ person }: { readonly person: Person }): ReactNode {
  const t = useTranslations();
  const { userId, email, phone, role, sessions, createdAt, deletedAt, activeOrderId, restriction } = person;
  const none = t("common.none");
  return (
    <Facts
      facts={[
        { label: t("people.role"), value: t(`people.roles.${role}`) },
        { label: t("people.email"), value: deletedAt ? none : email },
        { label: t("people.phone"), value: phone ?? none },
        { label: t("people.since"), value: <Instant at={createdAt} format="date" /> },
        { label: t("people.sessions"), value: sessions },
        {
          label: t("people.order"),
          value: activeOrderId ? (
            <Link href={`/orders/${activeOrderId}`} className="touch font-mono text-xs underline underline-offset-4">
              {activeOrderId.slice(-8)}
            </Link>
          ) : (
            none
          ),
        },
        ...(role === "rider" || role === "driver"
          ? [
              {
                label: t("people.orders"),
                value: (
                  <Link href={`/orders?${role}=${userId}`} className="touch underline underline-offset-4">
                    {t("people.allOrders")}
                  </Link>
                ),
              },
            ]
          : []),
        ...(role === "driver"
          ? [
              {
                label: t("people.day"),
                value: (
                  <Link href={`/drivers/${userId}/day`} className="touch underline underline-offset-4">
                    {t("people.replayDay")}
                  </Link>
                ),
              },
            ]
          : []),
        ...(restriction
          ? [
              { label: t("people.reason"), value: restriction.reason },
              {
                label: t("people.until"),
                value: restriction.until ? <Instant at={restriction.until} format="full" /> : t("people.open"),
              },
            ]
          : []),
      ]}
    />
  );
}
