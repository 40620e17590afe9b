"use client";
import { SessionGate } from "@atlas/ui/client/session-gate";
import { SignInForm } from "@atlas/ui/sign-in-form";
import type { ReactNode } from "react";

export function Home(): ReactNode {
  return <SessionGate signedOut={<SignInForm />}>…</SessionGate>;
}
