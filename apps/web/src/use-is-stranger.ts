"use client";
import { useSession } from "@atlas/ui/client/auth";

/** Whether nobody is signed in: then a plan is priced and no ride is booked. */
export function useIsStranger(): boolean {
  return useSession().state !== "signed-in";
}
