import type { ReactNode } from "react";

import { WalletPage } from "../../src/wallet/wallet-page.tsx";
import { SignedInRider } from "../../src/signed-in-rider.tsx";

export default function Page(): ReactNode {
  return (
    <SignedInRider>
      <WalletPage />
    </SignedInRider>
  );
}
