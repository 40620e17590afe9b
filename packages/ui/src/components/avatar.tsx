import type { ReactNode } from "react";

interface AvatarProps {
  readonly name: string;
  readonly size?: number;
}

/** A person as initials in an ink disc; the name stands beside it, so it is hidden from assistive technology. */
export function Avatar({ name, size = 48 }: AvatarProps): ReactNode {
  const initials = name
    .trim()
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");
  return (
    <span
      aria-hidden="true"
      className="inline-flex shrink-0 items-center justify-center rounded-full bg-ink font-bold text-surface"
      style={{ width: size, height: size, fontSize: size * 0.36 }}
    >
      {initials || "?"}
    </span>
  );
}
