import type { ReactNode } from "react";

import { DriverDayPage } from "../../../../src/drivers/day/driver-day-page.tsx";

export default async function Page({ params }: { readonly params: Promise<{ driverId: string }> }): Promise<ReactNode> {
  return <DriverDayPage driverId={(await params).driverId} />;
}
