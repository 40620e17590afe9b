import { CircleAlert, CircleCheck, Info } from "lucide-react";
import type { ReactNode } from "react";

import { classNames } from "../class-names.ts";

const TONES = {
  info: { look: "bg-info-soft text-info", Icon: Info },
  warn: { look: "bg-warn-soft text-warn", Icon: CircleAlert },
  stop: { look: "bg-stop-soft text-stop", Icon: CircleAlert },
  go: { look: "bg-go-soft text-go", Icon: CircleCheck },
};

interface NoticeProps {
  readonly tone?: keyof typeof TONES;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** A sentence within the page that should not be missed. `stop` is announced at once. */
export function Notice({ tone = "info", children, action }: NoticeProps): ReactNode {
  const { look, Icon } = TONES[tone];
  return (
    <div
      role={tone === "stop" ? "alert" : "status"}
      className={classNames("flex items-center gap-3 rounded-card px-3.5 py-3 text-sm font-medium", look)}
    >
      <Icon size={20} aria-hidden="true" className="shrink-0" />
      <div className="grow">{children}</div>
      {action ? <div className="shrink-0 whitespace-nowrap">{action}</div> : null}
    </div>
  );
}
