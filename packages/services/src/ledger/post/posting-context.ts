import type { PostingCollector } from "./posting-collector.ts";

/** What use cases may reach in addition that post to wallets one by one. */
export interface PostingContext {
  /** One per process: what is posted at the same moment shares a commit. */
  readonly postings: PostingCollector;
}
