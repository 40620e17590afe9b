import type { ReactNode } from "react";

import { AccountPage } from "../../src/account/account-page.tsx";

export default function Page(): ReactNode {
  return <AccountPage />;
}
