"use client";
import { useState } from "react";

import type { Place } from "../views.ts";

/** What the rider writes for the driver. */
export interface Note {
  readonly text: string;
  readonly set: (text: string) => void;
}

/** Kept while the plan goes back and forth; it is about the pickup, and is gone with it. */
export function useNote(pickup: Place | null): Note {
  const [written, setWritten] = useState({ at: "", text: "" });
  const at = pickup === null ? "" : `${pickup.lat},${pickup.lng}`;
  return { text: written.at === at ? written.text : "", set: (text) => setWritten({ at, text }) };
}
