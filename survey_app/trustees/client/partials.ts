// A trustee's part of an opening: the ballots' points, each multiplied by the share, and a proof. Python's half is protocol/partials.py.

import { type Bytes, fromHex, join, sha256, toBase64url, toHex } from "../../taking/client/bytes";
import type { Document } from "./ceremony";
import { SecretScalar } from "./p256";
import { ABOUT, gather, proveKnowledge, proveSame } from "./proofs";

const FORMAT = "gyeol partials v1";
const AT_A_TIME = 50;

/** Makes the message; `progress` is told how many of the points are done. */
export async function makePartials(
  share: bigint,
  index: number,
  points: Bytes[],
  terms: { wave: string; fingerprint: string },
  progress: (done: number) => void = () => {},
): Promise<Document> {
  const secret = await SecretScalar.of(share);
  const products: Bytes[] = [];
  for (let at = 0; at < points.length; at += AT_A_TIME) {
    products.push(...(await Promise.all(points.slice(at, at + AT_A_TIME).map((point) => secret.times(point)))));
    progress(products.length);
  }
  const message = join(fromHex(terms.fingerprint), Uint8Array.of(index));
  const joined = join(...products);
  let proof: Bytes = new Uint8Array(0);
  if (points.length > 0) {
    const [base] = await gather(points, products, ABOUT.partials, message);
    proof = await proveSame(share, base, ABOUT.partials, message);
  }
  const asked = await sha256(...points);
  const knowledge = await proveKnowledge(share, ABOUT.partials, join(message, asked, await sha256(joined)));
  return {
    format: FORMAT,
    wave: terms.wave,
    manifest: terms.fingerprint,
    index,
    points: toHex(asked),
    partials: toBase64url(joined),
    knowledge: toBase64url(knowledge),
    proof: toBase64url(proof),
  };
}
