import type { ReactNode } from "react";

import { ProfilePage } from "../../../src/profile/profile-page.tsx";

export default function Page(): ReactNode {
  return <ProfilePage />;
}
