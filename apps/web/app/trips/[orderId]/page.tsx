import type { Metadata } from "next";
import type { ReactNode } from "react";

import { SignedIn } from "../../../src/signed-in.tsx";
import { TripPage } from "../../../src/trips/trip-page.tsx";

export const metadata: Metadata = { title: "Receipt" };

interface PageProps {
  readonly params: Promise<{ readonly orderId: string }>;
}

export default async function Page({ params }: PageProps): Promise<ReactNode> {
  const { orderId } = await params;
  return (
    <SignedIn>
      <TripPage orderId={orderId} />
    </SignedIn>
  );
}
