import type { ReactNode } from "react";

import { PersonPage } from "../../../src/people/person-page.tsx";

export default async function Page({ params }: { readonly params: Promise<{ userId: string }> }): Promise<ReactNode> {
  return <PersonPage userId={(await params).userId} />;
}
