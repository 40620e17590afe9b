import { PointGlyph } from "@atlas/ui/map/point-marker";
import { Clock, MapPin } from "lucide-react";
import type { ReactNode } from "react";

interface PlaceRowProps {
  readonly icon: "pickup" | "dropoff" | "place" | "recent";
  readonly title: string;
  readonly detail?: string | null;
  readonly trailing?: ReactNode;
  readonly onClick: () => void;
}

/** A place as a row to tap. */
export function PlaceRow({ icon, title, detail, trailing, onClick }: PlaceRowProps): ReactNode {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex min-h-14 w-full items-center gap-3 rounded-control px-2 py-1.5 text-left transition-colors duration-160 hover:bg-sunken"
    >
      <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-sunken text-muted">
        {icon === "pickup" || icon === "dropoff" ? (
          <PointGlyph kind={icon} size={20} />
        ) : icon === "recent" ? (
          <Clock size={18} aria-hidden="true" />
        ) : (
          <MapPin size={18} aria-hidden="true" />
        )}
      </span>
      <span className="min-w-0 grow">
        <span className="block truncate font-semibold">{title}</span>
        {detail ? <span className="block truncate text-sm text-muted">{detail}</span> : null}
      </span>
      {trailing}
    </button>
  );
}
