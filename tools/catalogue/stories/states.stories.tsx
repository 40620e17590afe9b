import { Button } from "@atlas/ui/button";
import { Connection, ConnectionContext } from "@atlas/ui/client/connection";
import { ConnectionBanner } from "@atlas/ui/connection-banner";
import { EmptyState } from "@atlas/ui/empty-state";
import { ErrorPage } from "@atlas/ui/error-page";
import { ErrorState } from "@atlas/ui/error-state";
import { Notice } from "@atlas/ui/notice";
import { QrCode } from "@atlas/ui/qr-code";
import { RestrictionNotice } from "@atlas/ui/restriction-notice";
import { Skeleton, SkeletonRows } from "@atlas/ui/skeleton";
import { Spinner } from "@atlas/ui/spinner";
import { toast } from "@atlas/ui/toast";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { MapPinOff } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";

import { LONG_PLACE, LONG_TEXT, State, States } from "../story-parts.tsx";

const meta: Meta = { title: "States" };
export default meta;

const ignore = (): void => {};

export const Empty: StoryObj = {
  render: () => (
    <EmptyState
      icon={<MapPinOff size={26} aria-hidden="true" />}
      title="No trip yet"
      hint={LONG_TEXT}
      action={<Button variant="primary">Book the first one</Button>}
    />
  ),
};

export const CodeToScan: StoryObj = { render: () => <QrCode text="https://atlas.example" label="A code to scan" /> };

export const Failed: StoryObj = {
  render: () => (
    <States>
      <State name="no answer">
        <ErrorState error={new TypeError("Failed to fetch")} onRetry={ignore} />
      </State>
      <State name="refused">
        <ErrorState error={{ code: "FORBIDDEN" }} />
      </State>
    </States>
  ),
};

export const BrokenPage: StoryObj = { render: () => <ErrorPage error={new Error("broken")} reset={ignore} /> };

export const Loading: StoryObj = {
  render: () => (
    <States>
      <State name="rows">
        <SkeletonRows rows={3} label="Loading" />
      </State>
      <State name="a bar">
        <Skeleton className="h-10 w-40" />
      </State>
      <State name="the ring of a busy button">
        <Spinner size={28} />
      </State>
    </States>
  ),
};

export const Notices: StoryObj = {
  render: () => (
    <States>
      {(["info", "go", "warn", "stop"] as const).map((tone) => (
        <State key={tone} name={tone}>
          <Notice tone={tone} action={<Button size="sm">Do it</Button>}>
            {LONG_TEXT}
          </Notice>
        </State>
      ))}
      <State name="suspended until a day">
        <RestrictionNotice reason={LONG_TEXT} until="2026-03-14T10:00:00Z" />
      </State>
      <State name="suspended until somebody lifts it">
        <RestrictionNotice reason="Reported by riders" until={null} />
      </State>
    </States>
  ),
};

function LostConnection(): ReactNode {
  const [connection] = useState(() => new Connection());
  useEffect(() => connection.setSocket("lost"), [connection]);
  return (
    <ConnectionContext value={connection}>
      <ConnectionBanner />
      <p className="p-5 pt-14">The strip comes after two seconds.</p>
    </ConnectionContext>
  );
}
export const Reconnecting: StoryObj = { render: () => <LostConnection /> };

function ToastStates(): ReactNode {
  useEffect(() => {
    toast("This trip is gone. The next one comes by itself.", { id: "a", duration: Infinity });
    toast.success(LONG_PLACE, { id: "b", duration: Infinity });
    toast.error(LONG_TEXT, { id: "c", duration: Infinity });
    return () => void toast.dismiss();
  }, []);
  return null;
}
export const Toasts: StoryObj = { render: () => <ToastStates /> };
