// What in a comment may say who wrote it or whom it is about: a warning, never a wall. The rules are the reviewer's,
// too: releases/comments/redaction.py reads the same file.

import given from "./identifying.json";

export type Identifying = "resident_number" | "phone" | "email" | "link" | "number" | "name" | "post";

const words = (name: string): string[] => (given as unknown as Record<string, string[]>)[name]!.join(" ").split(" ");
const after = `님?(?:${words("particle").join("|")}){0,2}(?![가-힣])`;
/** A rule with its lists in it: [<list>] is one character of the list, (?:<list>) one word of it. */
const spelled = (pattern: string): string =>
  pattern
    .replace(/\[<(\w+)>/g, (_, name: string) => `[${words(name).join("")}`)
    .replace(/<(\w+)>/g, (_, name: string) => (name === "after" ? after : words(name).join("|")));
const RULES = given.rules.map(([kind, pattern]) => [kind as Identifying, new RegExp(spelled(pattern!), "g")] as const);

/** A full-width letter or digit as its plain one; whatever would change its length stays. */
function plain(character: string): string {
  const normal = character.normalize("NFKC");
  return [...normal].length === 1 ? normal : character;
}

/** What the rules find, in the order of the text; none overlaps another. */
export function findPassages(text: string): [Identifying, string][] {
  const read = [...text].map(plain).join("");
  const found: [number, number, Identifying][] = [];
  for (const [kind, pattern] of RULES) {
    const seen = [...found];
    for (const match of read.matchAll(pattern)) {
      const part = match[1] ?? match[0];
      const end = match.index + match[0].length;
      const start = end - part.length;
      if (!seen.some(([from, to]) => start < to && from < end)) found.push([start, end, kind]);
    }
  }
  return found.sort(([one], [other]) => one - other).map(([start, end, kind]) => [kind, read.slice(start, end)]);
}

/** Each kind of what a text seems to hold, once. */
export function findIdentifying(text: string): Identifying[] {
  return [...new Set(findPassages(text).map(([kind]) => kind))];
}
