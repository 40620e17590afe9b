"use client";
import type { ReactNode } from "react";

import { SectionNav } from "./section-nav.tsx";

interface PageFrameProps {
  readonly title: string;
  /** Beside the title, at the right. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A page that is read and scrolled: title, content, and on phones the sections at the bottom. */
export function PageFrame({ title, aside, children }: PageFrameProps): ReactNode {
  return (
    <div className="flex h-dvh flex-col">
      <main className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col gap-6 px-5 pt-6 pb-8 md:px-8 md:pt-10">
          <div className="flex min-h-12 items-center justify-between gap-4">
            <h1 className="text-2xl font-bold">{title}</h1>
            {aside}
          </div>
          {children}
        </div>
      </main>
      <div className="shrink-0 border-t border-line bg-surface px-5 pt-2 pb-safe md:hidden">
        <SectionNav layout="bar" />
      </div>
    </div>
  );
}
