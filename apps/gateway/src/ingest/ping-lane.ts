import type { Socket } from "node:net";
import { Writable } from "node:stream";
import type { Actor } from "@atlas/core/actor";
import { DomainError } from "@atlas/core/errors";
import { holds } from "@atlas/core/permissions";
import { pingedDriver } from "@atlas/services/tracker/pinged-driver";
import { WebSocket } from "ws";
import { FrameSieve } from "./frame-sieve.ts";
import { type PingCall, PingCallScanner } from "./ping-call-scanner.ts";
import type { PingIngest } from "./ping-ingest.ts";

/** Longer frames carry batches; those are served by tRPC. */
const MOST_BYTES = 512;
/** The head of an unmasked final text frame holds the length of so short a text in one byte. */
const MOST_ANSWER_BYTES = 125;
const FINAL_TEXT = "\x81";

const ANSWER_OF = {
  "tracker.updateLocation": '{"accepted":true}',
  "tracker.updateLocations": '{"accepted":1,"rejected":[]}',
} as const;

const scanner = new PingCallScanner();

/**
 * The short way for the hottest call: a frame with a single ping is read by the rules of the schema, judged by the same
 * ingestion and answered in the same words as through tRPC, at a fraction of its cost. Everything else (batches, refusals,
 * anything odd) is left to tRPC, untouched.
 *
 * Attach it before the socket's first byte; `open` it once the socket's actor is known.
 */
export class PingLane {
  readonly #socket: WebSocket;
  readonly #transport: Socket;
  readonly #sieve = new FrameSieve(MOST_BYTES);
  #actor: Actor | null = null;
  #ingest: PingIngest | null = null;
  /** The frames of the answers to one read; they leave in one write, as a system call a frame would cost more than the frame. */
  #answers = "";

  private constructor(socket: WebSocket, transport: Socket) {
    this.#socket = socket;
    this.#transport = transport;
  }

  /** Puts a closed lane before the socket's parser of frames. */
  static attach(socket: WebSocket, transport: Socket): PingLane {
    const lane = new PingLane(socket, transport);
    // What `ws` writes each chunk of the transport to. Should that change, all pings take tRPC's way.
    const receiver: unknown = Reflect.get(socket, "_receiver");
    if (receiver instanceof Writable) {
      const write = receiver.write.bind(receiver);
      receiver.write = (chunk: unknown) => {
        if (!Buffer.isBuffer(chunk)) return write(chunk);
        return lane
          .#leave(chunk)
          .map((rest) => write(rest))
          .every(Boolean);
      };
    }
    return lane;
  }

  /** From now on the pings of the actor are taken. */
  open(actor: Actor, ingest: PingIngest): void {
    if (!holds(actor, "positions.report")) return;
    this.#actor = actor;
    this.#ingest = ingest;
  }

  /** What is left of a chunk for the socket's own parser. */
  #leave(chunk: Buffer): Buffer[] {
    const [actor, ingest] = [this.#actor, this.#ingest];
    const nowMs = ingest?.nowMs() ?? 0;
    const left = this.#sieve.sift(chunk, (bytes, length) => {
      if (actor === null || ingest === null || this.#socket.readyState !== WebSocket.OPEN) return false;
      const call = scanner.scan(bytes, length);
      if (call === null || !mayPing(actor, call.driverId)) return false;
      const driverId = call.driverId ?? actor.userId;
      if (ingest.takeAtOnce(actor, { driverId, fix: call.fix, nowMs })) this.#answer(call);
      else if (ingest.isReady(actor, driverId, nowMs)) return false;
      else void this.#meet(ingest, actor, { call, text: Buffer.from(bytes.subarray(0, length)) });
      return true;
    });
    this.#flush();
    return left;
  }

  /** The first ping of a phone waits until its driver has been looked up; a refused one is tRPC's to answer. */
  async #meet(ingest: PingIngest, actor: Actor, { call, text }: { call: PingCall; text: Buffer }): Promise<void> {
    const driverId = call.driverId ?? actor.userId;
    let isTaken = false;
    try {
      await ingest.prepare(actor, driverId);
      isTaken = ingest.takeAtOnce(actor, { driverId, fix: call.fix, nowMs: ingest.nowMs() });
    } catch {
      // tRPC meets the same failure and reports it.
    }
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (!isTaken) {
      this.#socket.emit("message", text, false);
      return;
    }
    // Drivers are looked up by the thousand: their answers leave together, too.
    if (this.#answers === "") setImmediate(() => this.#flush());
    this.#answer(call);
  }

  #answer({ id, path }: PingCall): void {
    const text = `{"id":${id},"result":{"type":"data","data":${ANSWER_OF[path]}}}`;
    if (text.length > MOST_ANSWER_BYTES) this.#socket.send(text);
    else this.#answers += FINAL_TEXT + String.fromCharCode(text.length) + text;
  }

  #flush(): void {
    if (this.#answers === "" || this.#socket.readyState !== WebSocket.OPEN) return;
    this.#transport.write(this.#answers, "latin1");
    this.#answers = "";
  }
}

function mayPing(actor: Actor, driverId: string | null): boolean {
  try {
    pingedDriver(actor, driverId ?? undefined);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
