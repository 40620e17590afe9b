import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { DomainError } from "@atlas/core/errors";
import type { Queryable } from "@atlas/db/connect";
import { minorColumn, query } from "@atlas/db/query";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { ServiceContext } from "../../context.ts";
import { useCase } from "../../use-case.ts";

/** What a process adds to its context when it holds the key that signs heads: Ed25519, by setting. */
export interface ChainSigning {
  readonly ledgerSigningKey?: KeyObject | undefined;
}

/**
 * The end of the chain at an instant, to be kept outside of the database: an attacker who rewrites the past, links and all,
 * cannot rewrite this.
 */
export interface ChainHead {
  readonly position: string;
  /** Hex. */
  readonly hash: string;
  readonly transferId: string | null;
  readonly at: string;
  /** Ed25519 over `atlas-ledger-head|v1|position|hash|at`, base64; null when no key is set. */
  readonly signature: string | null;
  /** PEM (SPKI), to check the signature with. Compare it with the one that you were given. */
  readonly publicKey: string | null;
}

/** What a head is known by. */
export const chainHeadFields = {
  position: z
    .string()
    .max(18)
    .regex(/^[0-9]{1,18}$/),
  hash: z
    .string()
    .max(64)
    .regex(/^[0-9a-f]{0,64}$/),
};

const linkRow = z.object({ position: minorColumn, hash: z.string(), transferId: z.string() });
const linkColumns = sql`position, encode(hash, 'hex') AS hash, transfer_id AS "transferId" FROM ledger.chain_links`;

/** The last link of the chain; undefined while nothing is chained. */
export async function readLastLink(db: Queryable): Promise<z.infer<typeof linkRow> | undefined> {
  const [link] = await query(db, linkRow, sql`SELECT ${linkColumns} ORDER BY position DESC LIMIT 1`);
  return link;
}

/** The head as it is now, signed when a key is set. */
export const exportChainHead = useCase({
  kind: "report",
  permission: "ledger.read",
  input: z.object({}),
  refusals: [],
  async run(ctx: Pick<ServiceContext, "db" | "clock"> & ChainSigning): Promise<ChainHead> {
    const link = await readLastLink(ctx.db);
    const head = { position: link?.position ?? "0", hash: link?.hash ?? "", at: ctx.clock().toISOString() };
    const key = ctx.ledgerSigningKey;
    return {
      ...head,
      transferId: link?.transferId ?? null,
      signature: key === undefined ? null : sign(null, messageOf(head), key).toString("base64"),
      publicKey: key === undefined ? null : createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
    };
  },
});

/**
 * Whether a head was signed by the holder of this key (PEM). Needs no database.
 * @throws DomainError INVALID_INPUT for a key that is none.
 */
export function isHeadAuthentic(
  head: Pick<ChainHead, "position" | "hash" | "at" | "signature">,
  publicKeyPem: string,
): boolean {
  if (head.signature === null) return false;
  try {
    return verify(null, messageOf(head), createPublicKey(publicKeyPem), Buffer.from(head.signature, "base64"));
  } catch (error) {
    throw new DomainError("INVALID_INPUT", "The public key cannot be read.", { cause: error });
  }
}

/** Whether the chain still runs through a head that was exported earlier. */
export async function chainContainsHead(db: Queryable, head: Pick<ChainHead, "position" | "hash">): Promise<boolean> {
  if (head.position === "0") return true;
  const [link] = await query(db, linkRow, sql`SELECT ${linkColumns} WHERE position = ${head.position}`);
  return link?.hash === head.hash;
}

function messageOf(head: Pick<ChainHead, "position" | "hash" | "at">): Buffer {
  return Buffer.from(`atlas-ledger-head|v1|${head.position}|${head.hash}|${head.at}`, "utf8");
}
