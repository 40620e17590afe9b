import type { ReactNode } from "react";

import { Card } from "../components/card.tsx";

/** A part of the page of one's own account. */
export function AccountSection({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="flex flex-col gap-3" aria-label={title}>
      <h2 className="text-lg font-bold">{title}</h2>
      <Card className="flex flex-col gap-4">{children}</Card>
    </section>
  );
}
