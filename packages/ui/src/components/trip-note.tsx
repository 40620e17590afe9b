import { MessageSquareText } from "lucide-react";
import type { ReactNode } from "react";

interface TripNoteProps {
  /** Whose words they are. */
  readonly label: string;
  readonly note: string;
}

/** What the rider wrote for the driver. */
export function TripNote({ label, note }: TripNoteProps): ReactNode {
  return (
    <div className="flex items-start gap-3 rounded-control bg-sunken px-3.5 py-3">
      <MessageSquareText size={20} aria-hidden="true" className="mt-0.5 shrink-0 text-muted" />
      <div className="min-w-0">
        <p className="text-sm font-semibold text-muted">{label}</p>
        {/* In whatever script it is written. */}
        <p dir="auto" className="text-lg font-bold [overflow-wrap:anywhere]">
          {note}
        </p>
      </div>
    </div>
  );
}
