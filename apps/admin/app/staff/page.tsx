import type { Metadata } from "next";
import type { ReactNode } from "react";

import { StaffPage } from "../../src/staff/staff-page.tsx";

export const metadata: Metadata = { title: "Staff" };

export default function Page(): ReactNode {
  return <StaffPage />;
}
