/** Stands in for a use case that has not landed. */
export function notYet(name: string): never {
  throw new Error(`${name} has not landed yet`);
}
