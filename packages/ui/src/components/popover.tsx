"use client";
import { ChevronDown } from "lucide-react";
import { Popover as Primitive } from "radix-ui";
import { useState, type ReactNode } from "react";

import { classNames } from "../class-names.ts";
import { Button } from "./button.tsx";

interface PopoverProps {
  /** What stands on the button, and names what it opens. */
  readonly label: string;
  readonly icon?: ReactNode;
  /** Something in it is chosen: the button stands out. */
  readonly isActive?: boolean;
  /** Keeps the words for assistive technology, and shows the icon only. */
  readonly isLabelHidden?: boolean;
  /** Gets a function that closes it. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small panel beside itself: choices of a list, for operators. Escape and a press elsewhere close it. */
export function Popover({ label, icon, isActive = false, isLabelHidden = false, children }: PopoverProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Primitive.Root open={isOpen} onOpenChange={setIsOpen}>
      <Primitive.Trigger asChild>
        <Button
          size="sm"
          icon={icon}
          title={isLabelHidden ? label : undefined}
          className={classNames("max-w-72", isActive && "border-ink bg-sunken")}
        >
          <span className={isLabelHidden ? "sr-only" : "truncate"}>{label}</span>
          {isLabelHidden ? null : <ChevronDown size={16} aria-hidden="true" className="shrink-0 text-muted" />}
        </Button>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          aria-label={label}
          align="start"
          sideOffset={6}
          collisionPadding={12}
          className="z-40 flex max-h-(--radix-popover-content-available-height) w-72 max-w-[calc(100vw-1.5rem)] animate-fade-in flex-col gap-3 overflow-y-auto rounded-card border border-line bg-raised p-3 text-sm shadow-float"
        >
          {children(() => setIsOpen(false))}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
