"use client";
import { Input } from "@atlas/ui/field";
import { useEffect, useState, type ReactNode } from "react";

const PAUSE_MS = 250;

/** A search field that speaks after a short pause in typing. */
export function SearchBox({
  label,
  onSearch,
}: {
  readonly label: string;
  readonly onSearch: (query: string) => void;
}): ReactNode {
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => onSearch(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  return (
    <Input
      label={label}
      isLabelHidden
      inputSize="sm"
      type="search"
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      className="w-72 md:w-64"
    />
  );
}
