import type { Metadata } from "next";
import type { ReactNode } from "react";

import { ProfilePage } from "../../../src/profile/profile-page.tsx";

export const metadata: Metadata = { title: "Profile" };

export default function Page(): ReactNode {
  return <ProfilePage />;
}
