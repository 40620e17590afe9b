import { Pace } from "./pace.ts";

const PACE = new Pace();

/** A long body that is made piece by piece, at the pace of all. Waits for the first piece, so that a refusal is an answer of its own. */
export async function pacedBody(pieces: AsyncGenerator<string | Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  const bytesOf = (piece: string | Uint8Array): Uint8Array =>
    typeof piece === "string" ? encoder.encode(piece) : piece;
  const first = await PACE.make(() => pieces.next());
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (!first.done) controller.enqueue(bytesOf(first.value));
    },
    async pull(controller) {
      const next = await PACE.make(() => pieces.next());
      if (next.done) controller.close();
      else controller.enqueue(bytesOf(next.value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}
