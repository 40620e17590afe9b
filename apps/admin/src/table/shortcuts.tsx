"use client";
import { Dialog } from "@atlas/ui/dialog";
import { IconButton } from "@atlas/ui/icon-button";
import { Keyboard } from "lucide-react";
import { useEffect, useEffectEvent, useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";

import { isMeantElsewhere } from "./use-table-keys.ts";

const KEYS = [
  { keys: ["j", "k"], does: "move" },
  { keys: ["Enter"], does: "open" },
  { keys: ["x"], does: "choose" },
  { keys: ["/"], does: "search" },
  { keys: ["?"], does: "help" },
] as const;

/** Which keys do what on a list: a button, and the key `?`. */
export function Shortcuts(): ReactNode {
  const t = useTranslations("table.keys");
  const [isOpen, setIsOpen] = useState(false);
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === "?" && !isMeantElsewhere(event)) setIsOpen(true);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
  return (
    <>
      <IconButton size="sm" label={t("title")} className="max-md:hidden" onClick={() => setIsOpen(true)}>
        <Keyboard size={18} aria-hidden="true" />
      </IconButton>
      <Dialog isOpen={isOpen} onClose={() => setIsOpen(false)} title={t("title")}>
        <dl className="flex flex-col gap-2 text-sm">
          {KEYS.map(({ keys, does }) => (
            <div key={does} className="flex items-center justify-between gap-4">
              <dd>{t(does)}</dd>
              <dt className="flex gap-1.5">
                {keys.map((key) => (
                  <kbd
                    key={key}
                    className="min-w-7 rounded-control border border-control bg-sunken px-1.5 text-center font-mono text-xs leading-6"
                  >
                    {key}
                  </kbd>
                ))}
              </dt>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  );
}
