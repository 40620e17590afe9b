import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly hint?: string;
  readonly action?: ReactNode;
  /** It is all that the page says. */
  readonly isPage?: boolean;
}

/** What stands where nothing is yet, with a button to change that. */
export function EmptyState({ icon, title, hint, action, isPage = false }: EmptyStateProps): ReactNode {
  const Title = isPage ? "h1" : "p";
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      {icon ? (
        <div className="mb-1 flex size-14 items-center justify-center rounded-full bg-sunken text-muted">{icon}</div>
      ) : null}
      <Title className="text-lg font-semibold">{title}</Title>
      {hint ? <p className="max-w-sm text-muted">{hint}</p> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
