import { classNames } from "@atlas/ui/class-names";
import { PageTitle } from "@atlas/ui/page-title";
import type { ReactNode } from "react";

import { OpenSearchButton } from "../search/open-search.tsx";

interface PageFrameProps {
  readonly title: string;
  readonly hint?: string | undefined;
  /** Stands before the title: a link back. */
  readonly back?: ReactNode;
  readonly actions?: ReactNode;
  /** A table is all that it has: it takes the whole width, and its rows scroll below the rest. */
  readonly isList?: boolean;
  readonly children: ReactNode;
}

/** The head and the margins of every page but the map. */
export function PageFrame({ title, hint, back, actions, isList = false, children }: PageFrameProps): ReactNode {
  return (
    <div
      className={classNames(
        "relative mx-auto flex w-full flex-col gap-4 px-4 py-5 md:px-8 md:py-7",
        isList ? "md:h-full md:min-h-128" : "max-w-7xl",
      )}
    >
      <PageTitle>{title}</PageTitle>
      <OpenSearchButton className="absolute right-2 top-3" />
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="min-w-0 max-md:w-full max-md:pr-12">
          {back}
          <h1 className="truncate text-2xl font-bold tracking-tight">{title}</h1>
          {hint ? <p className="mt-0.5 max-w-2xl text-sm text-muted">{hint}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}
