import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { packageDirOf } from "./chosen-piece.ts";
import { PIECES } from "./pieces.ts";

const isExclusion = (pattern: string): boolean => pattern.startsWith("!");

test("every piece names files and tests that exist", () => {
  for (const piece of PIECES) {
    const cwd = packageDirOf(piece);
    for (const pattern of [...piece.mutate, ...piece.tests].filter((each) => !isExclusion(each))) {
      expect(globSync(pattern, { cwd }), `${piece.name}: ${pattern}`).not.toEqual([]);
    }
  }
});

test("every source file of core is in one piece", () => {
  const core = PIECES.filter(({ name }) => name.startsWith("core "));
  const inPieces = core.flatMap((piece) => {
    const [cwd, excluded] = [packageDirOf(piece), piece.mutate.filter(isExclusion).map((each) => each.slice(1))];
    return globSync(
      piece.mutate.filter((each) => !isExclusion(each)),
      { cwd, exclude: excluded },
    );
  });
  const cwd = packageDirOf(core[0] ?? { folder: "packages/core" });
  const onlyForTests = ["src/overload/simulated-server.ts", "src/roads/road-fixture.ts"];
  const sources = globSync("src/**/*.ts", { cwd, exclude: ["src/**/*.test.ts", ...onlyForTests] });
  expect(inPieces.toSorted()).toEqual(sources.toSorted());
});
