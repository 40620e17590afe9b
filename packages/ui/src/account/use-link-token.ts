"use client";
import { useEffect, useSyncExternalStore } from "react";

/** Of the page's address; it leaves the address bar, so it is kept here. */
let kept: string | null = null;

/** The token of the link that led here; null without one, undefined until the page has looked. It leaves the address bar at once. */
export function useLinkToken(): string | null | undefined {
  const token = useSyncExternalStore(onHashChange, readToken, notYet);
  useEffect(() => {
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  }, [token]);
  return token;
}

/** A second link of the same kind, opened in the same tab, changes only what stands behind `#`. */
function onHashChange(onChange: () => void): () => void {
  addEventListener("hashchange", onChange);
  return () => removeEventListener("hashchange", onChange);
}

function readToken(): string | null {
  const found = new URLSearchParams(location.hash.slice(1)).get("token");
  if (found !== null) kept = found;
  return kept;
}

function notYet(): undefined {
  return undefined;
}
