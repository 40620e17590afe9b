import { createInterface } from "node:readline/promises";

/** Asks the person at the terminal. What is known is offered and taken for an empty answer. */
export type Ask = (question: string, known?: string) => Promise<string>;

export interface Terminal extends Disposable {
  readonly ask: Ask;
}

/** The person at the terminal; null where there is none, as in a script. */
export function openTerminal(): Terminal | null {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  return {
    async ask(question, known) {
      const offer = known === undefined ? "" : ` [${known}]`;
      for (;;) {
        const reply = (await lines.question(`${question}${offer}: `)).trim();
        if (reply !== "") return reply;
        if (known !== undefined) return known;
      }
    },
    [Symbol.dispose]: () => lines.close(),
  };
}
