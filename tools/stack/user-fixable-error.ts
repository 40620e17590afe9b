/** A problem that the person at the keyboard can mend; the message says how and is printed without a stack. */
export class UserFixableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UserFixableError";
  }
}
