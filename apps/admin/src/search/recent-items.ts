"use client";
import { useState } from "react";

const MAX_RECENT = 6;
const STORED_AS = "atlas-search-recent";

/** What was opened from the search. */
export interface RecentItem {
  readonly href: string;
  readonly label: string;
}

/** The last six, the newest first. They stay for as long as the tab does: names of people are in them. */
export function useRecentItems(): readonly [readonly RecentItem[], (item: RecentItem) => void] {
  const [items, setItems] = useState(read);
  function remember({ href, label }: RecentItem): void {
    const next = [{ href, label }, ...items.filter((item) => item.href !== href)].slice(0, MAX_RECENT);
    setItems(next);
    sessionStorage.setItem(STORED_AS, JSON.stringify(next));
  }
  return [items, remember];
}

function read(): RecentItem[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(STORED_AS) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecent) : [];
  } catch {
    // Of another version, or no storage on the server.
    return [];
  }
}

function isRecent(item: unknown): item is RecentItem {
  if (typeof item !== "object" || item === null || !("href" in item) || !("label" in item)) return false;
  return typeof item.href === "string" && item.href.startsWith("/") && typeof item.label === "string";
}
