import type { ServiceContext } from "../context.ts";
import type { PingIntake } from "./ping-intake.ts";
import type { FleetChannel } from "./watching/fleet-channel.ts";
import type { FleetChannels } from "./watching/fleet-channels.ts";
import type { FrameChannel } from "./watching/frame-channel.ts";
import type { PositionFeed } from "./watching/position-feed.ts";

/** What use cases of a process with clients on the line (the gateway) may reach in addition. */
export interface LiveContext extends ServiceContext {
  readonly pingIntake: PingIntake;
  readonly positionFeed: PositionFeed;
  readonly fleetChannels: FleetChannels<FleetChannel>;
  readonly frameChannels: FleetChannels<FrameChannel>;
}
