"use client";
import { useRpc } from "@atlas/features/rpc";
import { Badge, type Tone } from "@atlas/ui/badge";
import { Button } from "@atlas/ui/button";
import { Instant, Money, RelativeTime } from "@atlas/ui/figures";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { useMay } from "../shell/may.tsx";
import type { Column } from "../table/data-table.tsx";
import type { Approval, AskedApproval } from "./views.ts";

const TONES = {
  waiting: "warn",
  approved: "go",
  rejected: "stop",
  withdrawn: "neutral",
  expired: "neutral",
} as const satisfies Record<Approval["state"], Tone>;

/** The columns of the list of requests; the last one has what may be done. */
export function useApprovalColumns(onAsk: (asked: AskedApproval) => void): readonly Column<Approval>[] {
  const t = useTranslations("approvals");
  return [
    {
      key: "kind",
      header: t("kind"),
      cell: (request) => (
        <>
          <span className="font-semibold">{t(`kinds.${request.kind}`)}</span>
          <span className="flex flex-col items-start gap-1 md:hidden">
            <Money minor={request.amountMinor} currency={request.currency} />
            <About request={request} />
            <span className="text-muted">{`${request.requestedBy.name}: ${request.reason}`}</span>
          </span>
        </>
      ),
      isProse: true,
      isFixed: true,
    },
    {
      key: "amount",
      header: t("amount"),
      cell: ({ amountMinor, currency }) => <Money minor={amountMinor} currency={currency} />,
      isNumeric: true,
      isSecondary: true,
    },
    {
      key: "about",
      header: t("about"),
      cell: (request) => <About request={request} />,
      isProse: true,
      isSecondary: true,
    },
    {
      key: "requestedBy",
      header: t("requestedBy"),
      cell: ({ requestedBy }) => <PersonLink userId={requestedBy.userId}>{requestedBy.name}</PersonLink>,
      isSecondary: true,
    },
    { key: "reason", header: t("reason"), cell: ({ reason }) => reason, isProse: true, isSecondary: true },
    {
      key: "requestedAt",
      header: t("requestedAt"),
      cell: ({ requestedAt }) => <RelativeTime at={requestedAt} />,
      isSecondary: true,
    },
    {
      key: "expiresAt",
      header: t("expiresAt"),
      cell: ({ expiresAt }) => <Instant at={expiresAt} format="dateTime" />,
      isSecondary: true,
      isOptional: true,
    },
    {
      key: "limit",
      header: t("limit"),
      cell: ({ limitMinor, currency }) => <Money minor={limitMinor} currency={currency} />,
      isNumeric: true,
      isSecondary: true,
      isOptional: true,
    },
    {
      key: "state",
      header: t("state"),
      cell: (request) => <State request={request} onAsk={onAsk} />,
      isProse: true,
      isFixed: true,
    },
  ];
}

/** Whose wallet it is about; of an order or a transfer its page. */
function About({ request }: { readonly request: Approval }): ReactNode {
  const t = useTranslations("approvals");
  const { payload, people, resultIds, kind } = request;
  const [orderId, transferId, direction] = [payload["orderId"], payload["transferId"], payload["direction"]];
  const links = [
    ...(typeof orderId === "string"
      ? [{ href: `/orders/${orderId}`, label: t("order", { id: orderId.slice(-8) }) }]
      : []),
    ...(typeof transferId === "string"
      ? [{ href: `/ledger/transfers/${transferId}`, label: t("transfer", { id: transferId.slice(-8) }) }]
      : []),
    ...(kind === "refund" || kind === "hold"
      ? []
      : resultIds.map((id) => ({ href: `/ledger/transfers/${id}`, label: t("posted", { id: id.slice(-8) }) }))),
  ];
  return (
    <span className="flex flex-wrap gap-x-3">
      {direction === "in" || direction === "out" ? <span>{t(`directions.${direction}`)}</span> : null}
      {people.map(({ userId, name }) => (
        <PersonLink key={userId} userId={userId}>
          {name}
        </PersonLink>
      ))}
      {links.map(({ href, label }) => (
        <Link key={href} href={href} className="touch underline underline-offset-4">
          {label}
        </Link>
      ))}
    </span>
  );
}

interface StateProps {
  readonly request: Approval;
  readonly onAsk: (asked: AskedApproval) => void;
}

/** What became of it; of one that waits what the operator may do about it. */
function State({ request, onAsk }: StateProps): ReactNode {
  const t = useTranslations("approvals");
  const account = useQuery(useRpc().account.me.queryOptions());
  const mayDecide = useMay("ledger.decide");
  const mayWithdraw = useMay("approvals.withdraw");
  const { state, requestedBy, decidedBy, decisionReason } = request;
  if (state !== "waiting") {
    return (
      <>
        <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
        {decidedBy ? <span className="block text-muted">{`${decidedBy.name}: ${decisionReason ?? ""}`}</span> : null}
      </>
    );
  }
  const isOwn = requestedBy.userId === account.data?.userId;
  const acts = isOwn ? (["withdraw"] as const) : (["approve", "reject"] as const);
  return (
    <span className="flex flex-wrap items-center gap-2">
      {isOwn ? <Badge tone="warn">{t("waitsForAnother")}</Badge> : null}
      {(isOwn ? mayWithdraw : mayDecide)
        ? acts.map((act) => (
            <Button
              key={act}
              size="sm"
              variant={act === "approve" ? "primary" : "secondary"}
              onClick={() => onAsk({ request, act })}
            >
              {t(`act.${act}`)}
            </Button>
          ))
        : null}
      {!isOwn && !mayDecide ? <Badge tone="warn">{t("states.waiting")}</Badge> : null}
    </span>
  );
}
