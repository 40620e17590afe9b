import Link from "next/link";
import type { ReactNode } from "react";

interface PersonLinkProps {
  readonly userId: string;
  readonly children: ReactNode;
}

/** A person's name, which leads to their page. */
export function PersonLink({ userId, children }: PersonLinkProps): ReactNode {
  return (
    <Link href={`/people/${userId}`} className="touch font-semibold underline underline-offset-4">
      {children}
    </Link>
  );
}
