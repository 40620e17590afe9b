import { LEVELS } from "./levels.ts";
import { type Chapter, STATUSES, type Verdict } from "./requirement.ts";
import { TABLE } from "./table.ts";

/** The page, of which everything is written from the table. */
export function asvsPage(): string {
  return [INTRODUCTION, countsTable(), ...TABLE.map(chapterPart)].join("\n\n") + "\n";
}

const INTRODUCTION = `# ASVS 5.0

What Atlas says of each requirement of the OWASP Application Security Verification Standard 5.0.0 at levels 1 and 2, 253 in number, by its own
judgement: nobody else has verified it. The numbers are those of the [standard](https://owasp.org/www-project-application-security-verification-standard/),
where the requirements stand in full; the subjects here are in our own words.

*holds*: the named tests fail when it is broken. *documented*: what is asked for is a text, and it stands where the link leads. *does not apply*:
Atlas has nothing of the kind. *not yet*: it is open, or nothing proves it.

Written by \`node tools/checks/asvs/write-asvs-page.ts\` from the tables in \`tools/checks/asvs/chapters\`; a test holds that every number is there once,
that each named test and section exists, and that this page is not stale.`;

function countsTable(): string {
  const row = (name: string, verdicts: readonly Verdict[]): string[] => [
    name,
    ...STATUSES.map((status) => String(verdicts.filter((verdict) => verdict.status === status).length)),
    String(verdicts.length),
  ];
  const chapters = TABLE.map(({ number, name, verdicts }) => row(`${number} ${name}`, Object.values(verdicts)));
  const all = row(
    "all",
    TABLE.flatMap(({ verdicts }) => Object.values(verdicts)),
  );
  return rows(["chapter", ...STATUSES, "all"], [...chapters, all]);
}

function chapterPart({ number, name, verdicts }: Chapter): string {
  const lines = Object.entries(verdicts).map(([id, verdict]) => [
    `V${id}`,
    String(LEVELS.get(id) ?? ""),
    verdict.subject,
    verdict.status,
    whyOf(verdict),
  ]);
  return `## ${number} ${name}\n\n${rows(["requirement", "level", "subject", "status", "by"], lines)}`;
}

function whyOf(verdict: Verdict): string {
  switch (verdict.status) {
    case "holds":
      return [verdict.note, ...verdict.proofs.map(proofLink)].filter((part) => part !== "").join(" ");
    case "documented":
      return `[${verdict.heading}](${linkTo(verdict.page, verdict.heading)})`;
    case "does not apply":
    case "not yet":
      return verdict.reason;
  }
}

function proofLink(proof: string): string {
  const { file, title } = partsOf(proof);
  return `[${file.split("/").at(-1) ?? file}](../${file}) "${title}".`;
}

/** File and title of a proof. */
export function partsOf(proof: string): { readonly file: string; readonly title: string } {
  const [file = ""] = proof.split(": ", 1);
  return { file, title: proof.slice(file.length + 2) };
}

function linkTo(page: string, heading: string): string {
  const anchor = heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .replaceAll(/\s/g, "-");
  const path = page.startsWith("docs/") ? page.slice("docs/".length) : `../${page}`;
  return `${path}#${anchor}`;
}

function rows(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
