import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "pino";

type OnResult = Parameters<SpanExporter["export"]>[1];

const WARN_EVERY_MS = 60_000;

/** Passes spans on; a receiver that is away costs those spans and one line a minute, nothing else. */
export class ForgivingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Logger;
  #lost = 0;
  #warnedAtMs = Number.NEGATIVE_INFINITY;

  constructor(exporter: SpanExporter, log: Logger) {
    this.#exporter = exporter;
    this.#log = log;
  }

  export(spans: ReadableSpan[], onResult: OnResult): void {
    this.#exporter.export(spans, ({ code, error }) => {
      if (code !== 0) this.#onFailure(spans.length, error);
      // Taken all the same: the SDK would only complain in words of its own.
      onResult({ code: 0 });
    });
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
  }

  #onFailure(spans: number, err: Error | undefined): void {
    this.#lost += spans;
    const nowMs = performance.now();
    if (nowMs - this.#warnedAtMs < WARN_EVERY_MS) return;
    this.#log.warn({ err, lostSpans: this.#lost }, "traces not exported");
    this.#warnedAtMs = nowMs;
    this.#lost = 0;
  }
}
