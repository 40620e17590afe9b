import type { ReactNode } from "react";

import { TripPage } from "../../../../src/trips/trip-page.tsx";

export default async function Page({ params }: { readonly params: Promise<{ orderId: string }> }): Promise<ReactNode> {
  const { orderId } = await params;
  return <TripPage orderId={orderId} />;
}
