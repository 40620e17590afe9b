"use client";
import { Input } from "@atlas/ui/field";
import { useEffect, useRef, useState, type ReactNode } from "react";

const PAUSE_MS = 250;

interface SearchBoxProps {
  readonly label: string;
  /** What is searched for: of the address, which Back changes too. */
  readonly query: string;
  readonly onSearch: (query: string) => void;
}

/** A search field that speaks after a short pause in typing. The key `/` leads to it. */
export function SearchBox({ label, query, onSearch }: SearchBoxProps): ReactNode {
  const [text, setText] = useState(query);
  const said = useRef(query);
  useEffect(() => {
    if (query === said.current) return;
    said.current = query;
    setText(query);
  }, [query]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text.trim() === said.current) return;
      said.current = text.trim();
      onSearch(said.current);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, onSearch]);
  return (
    <Input
      label={label}
      isLabelHidden
      inputSize="sm"
      type="search"
      placeholder={label}
      data-list-search=""
      value={text}
      onChange={(event) => setText(event.target.value)}
      className="w-72 md:w-64"
    />
  );
}
