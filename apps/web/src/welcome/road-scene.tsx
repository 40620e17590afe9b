import type { ReactNode } from "react";

/** A night road seen from above, with one lamp along it: the brand's picture, drawn in lines. */
export function RoadScene(): ReactNode {
  return (
    <svg
      className="absolute inset-0 size-full"
      viewBox="0 0 600 900"
      preserveAspectRatio="xMidYMid slice"
      fill="none"
      aria-hidden="true"
    >
      <g stroke="#1a222c" strokeWidth="14" strokeLinecap="round">
        <path d="M-40 120 640 250M-40 470 640 560M-40 760 640 700M90-40 160 940M330-40 300 940M520-40 470 940" />
      </g>
      <g stroke="#161d26" strokeWidth="6">
        <path d="M-40 300 640 400M-40 620 640 640M220-40 230 940M420-40 390 940M-40 30 640 110" />
      </g>
      <path
        d="M520 940V760c0-80-30-90-60-130s-20-110 20-160c40-52 10-90-70-104-85-16-120-40-120-106V-40"
        stroke="#2b3540"
        strokeWidth="30"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="M520 940V760c0-80-30-90-60-130s-20-110 20-160c40-52 10-90-70-104-85-16-120-40-120-106"
        stroke="#ffb81c"
        strokeWidth="5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <g transform="translate(290 262)">
        <circle r="46" fill="#ffb81c" opacity="0.12" />
        <rect x="-13" y="-25" width="26" height="50" rx="13" fill="#f3f1ea" />
        <path d="M0-19 8-6H-8Z" fill="#ffb81c" />
      </g>
      <rect x="277" y="-8" width="26" height="26" rx="5" fill="#f3f1ea" />
    </svg>
  );
}
