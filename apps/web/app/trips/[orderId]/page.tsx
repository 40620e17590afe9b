import type { ReactNode } from "react";

import { SignedInRider } from "../../../src/signed-in-rider.tsx";
import { TripPage } from "../../../src/trips/trip-page.tsx";

interface PageProps {
  readonly params: Promise<{ readonly orderId: string }>;
}

export default async function Page({ params }: PageProps): Promise<ReactNode> {
  const { orderId } = await params;
  return (
    <SignedInRider>
      <TripPage orderId={orderId} />
    </SignedInRider>
  );
}
