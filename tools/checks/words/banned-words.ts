/** A word that the tree does without. `except` are its legitimate uses, which are passed over. */
export interface BannedWord {
  readonly pattern: RegExp;
  readonly except?: RegExp;
  readonly instead: string;
  readonly why: string;
}

const UNCLEAR = "it does not say what happens";

/** What comments, names, titles of tests and docs do not use; STYLE of the house in CONTRIBUTING.md. */
export const BANNED_WORDS: readonly BannedWord[] = [
  {
    pattern: /\bwho(?:m)?ever\b/i,
    instead: "the driver who, a caller who",
    why: "it hides who is meant",
  },
  {
    pattern: /\btold\b|\b[a-z]+Told\b|\btold[A-Z]/i,
    instead: "notified, shown, reported, distinguished",
    why: UNCLEAR,
  },
  {
    pattern: /\banswers\b/i,
    except:
      /t\(`?answers|"answers"|\bquestions? and answers\b|riders[’'] answers|answers\.\$|FARE_ANSWERS|TRIP_ANSWERS/g,
    instead: "returns, responds, replies; responses, replies, results",
    why: "functions return, servers respond",
  },
  {
    pattern: /\b(?:is|are|was|were|be|been|being|not|never|has|have|had) answered\b|\banswer(?:ed|ing)? (?:with|by)\b/i,
    instead: "gets a response, returns",
    why: "functions return, servers respond",
  },
  {
    pattern: /\bfigures?\b/i,
    except:
      /ui\/figures|components\/figures|\bfigures\.tsx|className=\{?[^>]*\bfigures\b|"[a-z0-9 /.:[\]-]*\bfigures\b[a-z0-9 /.:[\]-]*"|@utility figures/g,
    instead: "metrics, measurements, totals, numbers",
    why: "it names no kind of number",
  },
  { pattern: /\bMOST_[A-Z]/, instead: "MAX_", why: "upper limits are called MAX_" },
  {
    pattern:
      /\b(?:holdOutOrder|HeldOut|takeTurn|weighAndOffer|carryOut|buryJob|BuryJob|tellMany|isToldToMany|Mendable|findWay|wayAlong|WayOptions|WayToRide|answerOnce|answerError|answerInTime|keepAnswer|KeptAnswer|answerSchema)\b/,
    instead: "the name that replaced it",
    why: "the old name was a riddle",
  },
  {
    pattern: /\bjudge[A-Z]\w*|\b[Jj]udg(?:es?|ed|ing)\b/,
    instead: "validate, verify, check, assess",
    why: "rules check; nobody is judged",
  },
  {
    pattern: /\bbur(?:y|ies|ied)\b/i,
    except: /`bury:|job\.buried/g,
    instead: "move to the dead letters",
    why: "a job that cannot succeed is kept, not lost",
  },
  {
    pattern: /\bdisguise[sd]?\b/i,
    except: /:disguise`/g,
    instead: "anonymous key, anonymise",
    why: "that is what it is",
  },
  {
    pattern: /\b(?:quickest|shortest|cheapest|fastest|quoted) ways?\b/i,
    instead: "route, path",
    why: "a way is a road of OpenStreetMap",
  },
  {
    pattern:
      /\bways? (?:to|of|that|in which|by which|left|by road|from)\b|\bby way of\b|\bin (?:one|two|many|every) ways?\b/i,
    except: /\bon (?:the|its|their) way (?:to|from)\b|\bright of way\b|\bin the way of\b|\bconst way of\b/gi,
    instead: "route, path, method, means, form",
    why: "a way is a road of OpenStreetMap",
  },
  {
    pattern:
      /\b(?:at most one|(?:one|two|three|[0-9]+) (?:active |pending |open )?(?:orders?|offers?|pings?|records?|jobs?|rows?|locks?|calls?|connections?|databases?|wallets?|sessions?|batch(?:es)?)) an? (?:driver|rider|person|street|line|package|order|trip|city|user|account|frame|process)\b/i,
    instead: "per driver, per line",
    why: "“a” does not say that it is a rate",
  },
];

export interface Finding {
  readonly line: number;
  readonly text: string;
  readonly word: BannedWord;
}

/** The lines of a text with a banned word, in order. */
export function findBannedWords(text: string, words: readonly BannedWord[] = BANNED_WORDS): readonly Finding[] {
  return text.split("\n").flatMap((line, index) =>
    words
      .filter(({ pattern, except }) => {
        // Nearly no line has the word at all: its exceptions are looked for in few.
        return pattern.test(line) && (except === undefined || pattern.test(line.replaceAll(except, "")));
      })
      .map((word) => ({ line: index + 1, text: line.trim(), word })),
  );
}
