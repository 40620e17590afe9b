import { join, resolve } from "node:path";

import { type Piece, PIECES } from "./pieces.ts";

/** Passes what is mutated to the configurations of Stryker and of vitest, which run in processes of their own. */
export const PIECE_VARIABLE = "ATLAS_MUTATION_PIECE";

/** The piece that the environment names. @throws Error when it names none */
export function chosenPiece(): Piece {
  const name = process.env[PIECE_VARIABLE];
  const piece = PIECES.find((each) => each.name === name);
  if (!piece) throw new Error(`${PIECE_VARIABLE} names no piece: ${name ?? "it is not set"}`);
  return piece;
}

/** Where a piece keeps its sandbox, its reports and what it found out about unchanged code. */
export function workDirOf({ name }: Piece): string {
  return resolve(import.meta.dirname, "../..", ".atlas", "mutation", name.replaceAll(" ", "-"));
}

/** The piece's package. */
export function packageDirOf({ folder }: Pick<Piece, "folder">): string {
  return join(resolve(import.meta.dirname, "../.."), folder);
}
