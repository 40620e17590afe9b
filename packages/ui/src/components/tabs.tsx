"use client";
import { Tabs as Primitive } from "radix-ui";
import type { ReactNode } from "react";

interface TabsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly tabs: readonly { readonly value: Value; readonly label: string; readonly content?: ReactNode }[];
}

/** Tabs with an underline; contents may be given with the tabs or rendered by the caller. */
export function Tabs<Value extends string>({ label, value, onChange, tabs }: TabsProps<Value>): ReactNode {
  function choose(next: string): void {
    const tab = tabs.find((candidate) => candidate.value === next);
    if (tab) onChange(tab.value);
  }
  return (
    <Primitive.Root value={value} onValueChange={choose}>
      <Primitive.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Primitive.Trigger
            key={tab.value}
            value={tab.value}
            // What the caller draws elsewhere has no id to point to.
            {...(tab.content === undefined ? { "aria-controls": undefined } : {})}
            className="-mb-px min-h-11 shrink-0 -outline-offset-3 border-b-3 border-transparent px-3 font-semibold text-muted transition-colors duration-160 hover:text-ink data-[state=active]:border-action data-[state=active]:text-ink"
          >
            {tab.label}
          </Primitive.Trigger>
        ))}
      </Primitive.List>
      {tabs.map((tab) =>
        tab.content === undefined ? null : (
          <Primitive.Content key={tab.value} value={tab.value} className="pt-4">
            {tab.content}
          </Primitive.Content>
        ),
      )}
    </Primitive.Root>
  );
}
