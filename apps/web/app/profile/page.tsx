import type { ReactNode } from "react";

import { ProfilePage } from "../../src/profile/profile-page.tsx";
import { SignedInRider } from "../../src/signed-in-rider.tsx";

export default function Page(): ReactNode {
  return (
    <SignedInRider>
      <ProfilePage />
    </SignedInRider>
  );
}
