/** A problem that the person at the keyboard can mend; the message says how and is printed without a stack. */
export class Mendable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Mendable";
  }
}

/** Runs a command's main function and turns what it throws into a message and an exit code. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof Mendable) console.error(`\natlas: ${error.message}`);
    else console.error(error);
  }
}
