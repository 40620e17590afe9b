"use client";
import { PageTitle } from "@atlas/ui/page-title";
import type { ReactNode } from "react";

import { TabBar } from "./section-nav.tsx";
import { TAB_BAR_PX } from "./sections.ts";

interface PageFrameProps {
  readonly title: string;
  /** Beside the title, at the right. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A page that is read and scrolled: title, content, and on phones the sections at the bottom. */
export function PageFrame({ title, aside, children }: PageFrameProps): ReactNode {
  return (
    <>
      <PageTitle>{title}</PageTitle>
      <main className="h-dvh overflow-y-auto">
        <div
          className="mx-auto flex max-w-3xl flex-col gap-6 px-5 pt-6 md:px-8 md:pt-10"
          style={{ paddingBottom: TAB_BAR_PX + 32 }}
        >
          <div className="flex min-h-12 items-center justify-between gap-4">
            <h1 className="text-2xl font-bold">{title}</h1>
            {aside}
          </div>
          {children}
        </div>
      </main>
      <TabBar />
    </>
  );
}
