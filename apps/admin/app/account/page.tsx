import type { Metadata } from "next";
import type { ReactNode } from "react";

import { AccountPage } from "../../src/account/account-page.tsx";

export const metadata: Metadata = { title: "Account" };

export default function Page(): ReactNode {
  return <AccountPage />;
}
