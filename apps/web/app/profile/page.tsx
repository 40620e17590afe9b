import type { Metadata } from "next";
import type { ReactNode } from "react";

import { ProfilePage } from "../../src/profile/profile-page.tsx";
import { SignedIn } from "../../src/signed-in.tsx";

export const metadata: Metadata = { title: "Profile" };

export default function Page(): ReactNode {
  return (
    <SignedIn>
      <ProfilePage />
    </SignedIn>
  );
}
