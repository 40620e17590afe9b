import type { Metadata } from "next";
import type { ReactNode } from "react";

import { ProfilePage } from "../../src/profile/profile-page.tsx";
import { SignedInRider } from "../../src/signed-in-rider.tsx";

export const metadata: Metadata = { title: "Profile" };

export default function Page(): ReactNode {
  return (
    <SignedInRider>
      <ProfilePage />
    </SignedInRider>
  );
}
