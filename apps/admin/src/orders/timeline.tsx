"use client";
import type { RouterOutputs } from "@atlas/api/router";
import { classNames } from "@atlas/ui/class-names";
import { Instant } from "@atlas/ui/figures";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { PersonLink } from "../people/person-link.tsx";
import { useReplayMoment } from "../replay/replay-context.tsx";

type Transition = RouterOutputs["order"]["timeline"]["transitions"][number];

/** Every move of an order, oldest first, with who made it. While the trip is replayed, what was still to come is faded. */
export function Timeline({ transitions }: { readonly transitions: readonly Transition[] }): ReactNode {
  const t = useTranslations();
  const atMs = useReplayMoment();
  const current = atMs === null ? -1 : transitions.findLastIndex(({ at }) => Date.parse(at) <= atMs);
  return (
    <ol className="flex flex-col">
      {transitions.map((transition, index) => (
        <li
          key={`${transition.at} ${transition.to}`}
          aria-current={index === current ? "step" : undefined}
          className={classNames("relative flex gap-3 pb-4 last:pb-0", atMs !== null && index > current && "opacity-60")}
        >
          <span aria-hidden="true" className="relative flex w-3 shrink-0 justify-center">
            <span className="mt-1.5 size-3 rounded-full border-2 border-ink bg-action" />
            <span className="absolute bottom-[-0.6rem] top-5 w-0.5 bg-line [li:last-child_&]:hidden" />
          </span>
          <div className="min-w-0 grow text-sm">
            <div className="flex justify-between gap-3">
              <span className="font-semibold">{t(`status.${transition.to}`)}</span>
              <Instant at={transition.at} format="dateTime" />
            </div>
            <p className="text-muted">
              {t("orders.by", { role: t(`orders.roles.${transition.actorRole}`) })}
              {transition.operatorName !== null && transition.actorId !== null ? (
                <>
                  {": "}
                  <PersonLink userId={transition.actorId}>{transition.operatorName}</PersonLink>
                </>
              ) : null}
              {transition.reason ? ` · ${transition.reason}` : ""}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
