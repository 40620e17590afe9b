import { useId, type ReactNode } from "react";

/** A titled card. */
export function Section({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-card border border-line bg-raised">
      <div className="flex min-h-11 items-center justify-between gap-3 border-b border-line px-4 py-1.5">
        <h2 id={id} className="text-sm font-bold">
          {title}
        </h2>
        {actions}
      </div>
      <div className="p-4">{children}</div>
    </section>
  );
}
