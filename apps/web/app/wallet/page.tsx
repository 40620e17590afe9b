import type { Metadata } from "next";
import type { ReactNode } from "react";

import { WalletPage } from "../../src/wallet/wallet-page.tsx";
import { SignedIn } from "../../src/signed-in.tsx";

export const metadata: Metadata = { title: "Wallet" };

export default function Page(): ReactNode {
  return (
    <SignedIn>
      <WalletPage />
    </SignedIn>
  );
}
