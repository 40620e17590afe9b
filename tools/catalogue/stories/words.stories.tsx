import { Avatar } from "@atlas/ui/avatar";
import { Badge } from "@atlas/ui/badge";
import { Card } from "@atlas/ui/card";
import { CountdownRing } from "@atlas/ui/countdown-ring";
import { Distance, Duration, Instant, Money, RelativeTime } from "@atlas/ui/figures";
import { Logo, LogoMark } from "@atlas/ui/logo";
import { RatingInput, RatingMark } from "@atlas/ui/rating";
import { type Status, StatusChip } from "@atlas/ui/status-chip";
import { TripNote } from "@atlas/ui/trip-note";
import type { Meta, StoryObj } from "@storybook/react-vite";
import { useState, type ReactNode } from "react";

import { LONG_NAME, LONG_TEXT, State, States } from "../story-parts.tsx";

const meta: Meta = { title: "Words and amounts" };
export default meta;

const OF_ORDERS: readonly Status[] = [
  "CREATED",
  "MATCHED",
  "queued",
  "ARRIVED",
  "STARTED",
  "FINISHED",
  "CANCELLED",
  "EXPIRED",
];
const OF_DRIVERS: readonly Status[] = ["available", "busy", "offline", "stale"];
const AT = "2026-03-14T10:00:00Z";

export const Amounts: StoryObj = {
  render: () => (
    <States>
      <State name="money: plain, in, out, much">
        <div className="flex flex-col">
          <Money minor="25000" currency="IDR" />
          <Money minor="25000" currency="IDR" direction="in" />
          <Money minor="25000" currency="IDR" direction="out" />
          <Money minor="123456789012" currency="IDR" />
        </div>
      </State>
      <State name="distances and durations">
        <Distance metres={850} /> · <Distance metres={7_240} isEstimate /> · <Duration seconds={240} /> ·{" "}
        <Duration seconds={4_320} />
      </State>
      <State name="instants">
        <div className="flex flex-col">
          <Instant at={AT} />
          <Instant at={AT} format="time" />
          <Instant at={AT} format="full" />
          <RelativeTime at={AT} />
        </div>
      </State>
    </States>
  ),
};

export const Notes: StoryObj = {
  render: () => (
    <States>
      <State name="for the driver: short, long, right to left">
        <div className="flex flex-col gap-3">
          <TripNote label="Note for the driver" note="Lobby B" />
          <TripNote label="Catatan untuk pengemudi" note={LONG_TEXT} />
          <TripNote label="Note for the driver" note="عند البوابة الزرقاء" />
        </div>
      </State>
    </States>
  ),
};

export const Chips: StoryObj = {
  render: () => (
    <States>
      <State name="of orders and drivers">
        <div className="flex flex-wrap gap-2">
          {[...OF_ORDERS, ...OF_DRIVERS].map((status) => (
            <StatusChip key={status} status={status} />
          ))}
        </div>
      </State>
      <State name="badges">
        <div className="flex flex-wrap gap-2">
          {(["neutral", "go", "warn", "stop", "info", "action"] as const).map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
        </div>
      </State>
    </States>
  ),
};

function Countdowns(): ReactNode {
  const [startMs] = useState(() => Date.now());
  return (
    <States>
      <State name="running, in its last fifth, over">
        <div className="flex items-center gap-4">
          <CountdownRing endsAt={new Date(startMs + 95_000)} durationMs={120_000} />
          <CountdownRing endsAt={new Date(startMs + 9_000)} durationMs={120_000} size={92} />
          <CountdownRing endsAt={new Date(startMs - 1_000)} durationMs={120_000} />
        </div>
      </State>
    </States>
  );
}
export const Countdown: StoryObj = { render: () => <Countdowns /> };

function PeopleStates(): ReactNode {
  const [stars, setStars] = useState(4);
  return (
    <States>
      <State name="a person in a card">
        <Card className="flex items-center gap-4">
          <Avatar name={LONG_NAME} />
          <div className="min-w-0">
            <p className="truncate font-bold">{LONG_NAME}</p>
            <RatingMark rating={4.8} />
          </div>
        </Card>
      </State>
      <State name="stars: given, not yet">
        <RatingInput label="Stars" value={stars} onChange={setStars} />
        <RatingInput label="No stars yet" value={0} onChange={setStars} />
      </State>
      <State name="a card without padding, for rows">
        <Card isPadded={false}>
          <p className="border-b border-line p-3">{LONG_TEXT}</p>
          <p className="p-3">Second row</p>
        </Card>
      </State>
    </States>
  );
}
export const People: StoryObj = { render: () => <PeopleStates /> };

export const Logos: StoryObj = {
  render: () => (
    <States>
      <State name="mark and names">
        <div className="flex flex-col gap-3">
          <LogoMark size={56} />
          <Logo />
          <Logo suffix="Driver" />
        </div>
      </State>
    </States>
  ),
};
