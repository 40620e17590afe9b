"use client";
import { ArrowLeft, ChevronRight } from "lucide-react";
import { PageTitle } from "@atlas/ui/page-title";
import { StatusChip, statusOf } from "@atlas/ui/status-chip";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

import { useActiveTrip } from "../trip/active-trip.tsx";
import { TabBar, TopNavigation } from "./navigation.tsx";

interface PageFrameProps {
  readonly title: string;
  /** Where the arrow before the title leads. */
  readonly backHref?: string;
  readonly children: ReactNode;
}

/** A page of text: navigation, the trip under way if there is one, a title and one column. */
export function PageFrame({ title, backHref, children }: PageFrameProps): ReactNode {
  const t = useTranslations();
  const { order } = useActiveTrip();
  return (
    <div className="min-h-dvh pb-24 md:pb-12">
      <PageTitle>{title}</PageTitle>
      <TopNavigation />
      <main className="mx-auto flex w-full max-w-2xl flex-col gap-5 px-4 pt-6 md:pt-10">
        {order ? (
          <Link
            href="/"
            className="flex min-h-14 items-center justify-between gap-3 rounded-card border border-line bg-raised px-4 py-2"
          >
            <span className="min-w-0">
              <StatusChip status={statusOf(order)} />
              <span className="mt-0.5 block truncate font-semibold">
                {t("trip.to", { place: order.dropoff.label })}
              </span>
            </span>
            <ChevronRight size={20} aria-hidden="true" className="shrink-0 text-muted" />
          </Link>
        ) : null}
        <div className="flex items-center gap-1">
          {backHref ? (
            <Link
              href={backHref}
              aria-label={t("ui.back")}
              className="-ml-3 flex size-12 items-center justify-center rounded-control hover:bg-sunken"
            >
              <ArrowLeft size={22} aria-hidden="true" />
            </Link>
          ) : null}
          <h1 className="text-2xl font-extrabold tracking-tight">{title}</h1>
        </div>
        {children}
      </main>
      <TabBar />
    </div>
  );
}
