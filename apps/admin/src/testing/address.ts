import { onTestFinished } from "vitest";

/** The page's address has this query for the length of a test. */
export function openAt(search: string): void {
  const before = window.location.href;
  const there = new URL(before);
  there.search = search;
  window.history.replaceState(null, "", there);
  onTestFinished(() => window.history.replaceState(null, "", before));
}
