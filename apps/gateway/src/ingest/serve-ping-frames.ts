import { refusalOf } from "@atlas/api/error-of";
import type { Actor } from "@atlas/core/actor";
import type { ErrorCode } from "@atlas/core/errors";
import { decodePingFrame, type PingFrame, type SentPing } from "@atlas/core/positions/ping-frame";
import type { DriverPing, PingIntake } from "@atlas/services/tracker/ping-intake";
import { pingedDriver } from "@atlas/services/tracker/pinged-driver";
import type { Logger } from "pino";
import type { RawData, WebSocket } from "ws";

/** Frames of one socket that are looked after at once; further ones stay in the network until there is room. */
const MAX_FRAMES_IN_HAND = 8;
/** Close code of the WebSocket protocol: the message is not of the kind or form that is spoken here. */
const INVALID_PAYLOAD = 1_007;

/** What a frame is acknowledged with: how many of its pings were taken, and by index which were not, or why none was. */
export type PingAcknowledgement =
  | {
      readonly frame: number;
      readonly accepted: number;
      readonly rejected: readonly { readonly index: number; readonly code: ErrorCode }[];
    }
  | { readonly frame: number | null; readonly error: { readonly code: ErrorCode; readonly message: string } };

export interface PingFramesOptions {
  /** Who sends, with the permission to report positions. */
  readonly actor: Actor;
  readonly intake: Pick<PingIntake, "offer">;
  readonly log: Logger;
}

/**
 * Takes the frames of one socket of `/pings`, and acknowledges each in JSON. Every ping is validated alone, as in
 * `tracker.updateLocations`; when one is another driver's, none of its frame is taken. A message that is no frame ends the
 * socket, for what follows cannot be trusted either.
 */
export function servePingFrames(socket: WebSocket, options: PingFramesOptions): void {
  let inHand = 0;
  socket.on("message", (data: RawData, isBinary: boolean) => {
    const frame = isBinary && Buffer.isBuffer(data) ? decodePingFrame(data) : null;
    if (frame === null) {
      const error = { code: "INVALID_INPUT", message: "This is no binary frame of 1 to 500 pings." } as const;
      acknowledge(socket, { frame: null, error });
      socket.close(INVALID_PAYLOAD, "not a frame of pings");
      return;
    }
    inHand += 1;
    if (inHand >= MAX_FRAMES_IN_HAND) socket.pause();
    // Until its acknowledgement has left: what a sender does not read would gather here.
    const end = (): void => {
      inHand -= 1;
      if (socket.isPaused && inHand < MAX_FRAMES_IN_HAND) socket.resume();
    };
    void take(frame, options).then((acknowledgement) => acknowledge(socket, acknowledgement, end));
  });
}

async function take(
  { frame, pings }: PingFrame,
  { actor, intake, log }: PingFramesOptions,
): Promise<PingAcknowledgement> {
  try {
    const refusals = await intake.offer(
      actor,
      pings.map((ping) => offeredBy(actor, ping)),
    );
    const rejected = refusals.flatMap((refusal, index) => (refusal === null ? [] : [{ index, code: refusal.code }]));
    return { frame, accepted: pings.length - rejected.length, rejected };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== null) return { frame, error: { code: refusal.code, message: refusal.message } };
    log.error({ err: error }, "bug");
    return { frame, error: { code: "INTERNAL", message: "Something went wrong on our side." } };
  }
}

function offeredBy(actor: Actor, { driverId, ...fix }: SentPing): DriverPing {
  return { driverId: pingedDriver(actor, driverId), fix };
}

function acknowledge(socket: WebSocket, acknowledgement: PingAcknowledgement, onSent = (): void => {}): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(acknowledgement), onSent);
  else onSent();
}
