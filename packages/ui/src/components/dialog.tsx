"use client";
import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { useRef, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { type FocusPath, focusNear, focusPathOf } from "../client/focus-near.ts";
import { IconButton } from "./icon-button.tsx";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  readonly children?: ReactNode;
  /** The buttons, the main one last. */
  readonly actions?: ReactNode;
}

/** A question that wants an entry takes it at once, but on touch screens, where a keyboard would cover the question. */
function focusField(event: Event): void {
  if (!(event.currentTarget instanceof HTMLElement) || !matchMedia("(pointer: fine)").matches) return;
  const field = event.currentTarget.querySelector<HTMLElement>("input:enabled, select:enabled, textarea:enabled");
  if (field === null) return;
  event.preventDefault();
  field.focus();
}

/** A modal question: at the bottom edge on phones, in the middle on larger screens. Escape and the scrim close it. */
export function Dialog({ isOpen, onClose, title, description, children, actions }: DialogProps): ReactNode {
  const t = useTranslations("ui");
  const opener = useRef<FocusPath>([]);
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Primitive.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement ? focusPathOf(document.activeElement) : [];
            focusField(event);
          }}
          onCloseAutoFocus={(event) => {
            // Opened by state and not by a Radix trigger: the way back is ours to remember, and may be gone by now.
            event.preventDefault();
            focusNear(opener.current);
          }}
          className="fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] animate-sheet-in flex-col gap-4 overflow-y-auto rounded-t-card bg-raised p-5 pb-safe shadow-float sm:inset-x-auto sm:bottom-auto sm:left-1/2 sm:top-1/2 sm:w-[28rem] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-card"
        >
          <div className="flex items-start justify-between gap-3">
            <div>
              <Primitive.Title className="text-xl font-bold">{title}</Primitive.Title>
              {description ? (
                <Primitive.Description className="mt-1 text-muted">{description}</Primitive.Description>
              ) : null}
            </div>
            <Primitive.Close asChild>
              <IconButton label={t("close")} className="-mr-2 -mt-2">
                <X size={22} aria-hidden="true" />
              </IconButton>
            </Primitive.Close>
          </div>
          {children}
          {actions ? <div className="flex flex-col gap-2 sm:flex-row sm:justify-end">{actions}</div> : null}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
