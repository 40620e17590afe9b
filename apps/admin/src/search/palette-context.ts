"use client";
import { createContext, use } from "react";

/** Opens the search, from anywhere inside the shell. */
export const OpenSearchContext = createContext<() => void>(() => {});

export function useOpenSearch(): () => void {
  return use(OpenSearchContext);
}
