"use client";
import type { ReactNode } from "react";

import { Input } from "./field.tsx";

/** The six digits of an authenticator app, which a browser or a password manager may fill in. */
export function CodeInput({ label }: { readonly label: string }): ReactNode {
  return (
    <Input
      label={label}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      minLength={6}
      maxLength={7}
      className="font-mono text-lg tracking-[0.3em]"
      required
    />
  );
}
