// One trustee's own part in a key ceremony: what they keep secret, and what they send. Python's half is protocol/ceremony_part.py.

import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { ascii, type Bytes, isEqual, join, ProtocolFault, randomBytes, toBase64url } from "../../taking/client/bytes";
import { canonicalHash, CeremonyRecord, type CeremonyTerms, complaintMessage, type Document, possessionMessage, shareInfo, signedBytes, TrusteeCheated } from "./ceremony";
import { openWithSharedPoint } from "./hpke_steps";
import { GENERATOR, modulo, ORDER, POINT_BYTES, SecretScalar, toNumber, toScalarBytes } from "./p256";
import { ABOUT, proveKnowledge, proveSame } from "./proofs";

export const SEED_BYTES = 32;

export function makeSeed(): Bytes {
  return randomBytes(SEED_BYTES);
}

/**
 * A trustee's part: all secrets follow from one seed of 32 bytes and the ceremony's terms.
 *
 * `seen` has the hash of each first message that was shown. Parts of shares are sent to those keys only, so a server
 * that shows other keys afterwards has shown false ones before, and the trustee stops.
 */
export class Part {
  constructor(
    readonly terms: CeremonyTerms,
    readonly index: number,
    readonly seed: Bytes,
    readonly seen: ReadonlyMap<number, string>,
  ) {}

  /** A new part, made while the record stands as it does. */
  static async begin(record: CeremonyRecord, index: number): Promise<Part> {
    return new Part(record.terms, index, makeSeed(), new Map()).havingSeen(record);
  }

  /** The same part that knows everybody's first message of the record, to be kept in place of the first. */
  async havingSeen(record: CeremonyRecord): Promise<Part> {
    const seen = new Map<number, string>();
    for (const [sender, hello] of record.hellos) if (sender !== this.index) seen.set(sender, await canonicalHash(hello.document));
    return new Part(this.terms, this.index, this.seed, seen);
  }

  /** The first message: keys of this ceremony, commitments, and proof that they are one's own. */
  async hello(): Promise<Document> {
    const first = await this.secret("coefficient 0");
    const possession = await proveKnowledge(first, ABOUT.possession, possessionMessage(this.terms, this.index));
    return this.signed({
      kind: "hello",
      from: this.index,
      signing_key: toBase64url(await timesGenerator(await this.secret("signing"))),
      encryption_key: toBase64url(await timesGenerator(await this.secret("encryption"))),
      commitments: (await this.commitments()).map(toBase64url),
      possession: toBase64url(possession),
    });
  }

  /**
   * Parts of the shares of everybody who was seen and not sent theirs. Once everybody has begun they count as seen: what
   * `havingSeen` gives is kept before these messages are sent.
   */
  async deal(record: CeremonyRecord): Promise<Document[]> {
    await this.requireFitting(record);
    const known = record.owes(this.index).filter((to) => record.isIntroduced || this.seen.has(to));
    return Promise.all(known.map((to) => this.dealing(record, to)));
  }

  /** One's whole share. Throws ceremony_not_ready while a part is missing, or TrusteeCheated where one is wrong. */
  async share(record: CeremonyRecord): Promise<bigint> {
    await this.requireFitting(record);
    if (!record.isIntroduced || record.waitsFor(this.index).length > 0) throw new ProtocolFault("ceremony_not_ready");
    let total = await this.valueAt(this.index);
    for (const sender of record.trustees) {
      if (sender === this.index) continue;
      const value = await this.open(record, sender);
      if (value === undefined) throw new TrusteeCheated(sender, `sent trustee ${this.index} a wrong part`);
      total += toNumber(value);
    }
    return modulo(total);
  }

  /** The proof that one knows one's share, over the transcript. Throws what `share` throws. */
  async confirm(record: CeremonyRecord): Promise<Document> {
    const share = await this.share(record);
    if (!isEqual(await timesGenerator(share), record.verificationPoint(this.index))) throw new ProtocolFault("ceremony_does_not_fit");
    const transcript = await record.transcript();
    const proof = await proveKnowledge(share, ABOUT.share, Uint8Array.from(transcript.match(/../g)!, (pair) => Number.parseInt(pair, 16)));
    return this.signed({ kind: "confirmation", from: this.index, transcript, proof: toBase64url(proof) });
  }

  /** What shows everybody that a part sent to oneself is wrong, one message for each such part. */
  async complain(record: CeremonyRecord): Promise<Document[]> {
    const complaints: Document[] = [];
    for (const { sender, recipient } of record.dealings.values()) {
      if (recipient === this.index && (await this.open(record, sender)) === undefined) complaints.push(await this.complaint(record, sender));
    }
    return complaints;
  }

  /** Throws ceremony_does_not_fit unless the record is the one that this part was made in. */
  async requireFitting(record: CeremonyRecord): Promise<void> {
    if (!isEqual(record.terms.hash, this.terms.hash)) throw new ProtocolFault("ceremony_other");
    const own = record.hellos.get(this.index);
    if (own !== undefined) {
      const commitments = await this.commitments();
      if (!own.commitments.every((one, at) => isEqual(one, commitments[at]!))) throw new ProtocolFault("ceremony_not_your_part");
    }
    for (const [index, seen] of this.seen) {
      const hello = record.hellos.get(index);
      if (hello === undefined || (await canonicalHash(hello.document)) !== seen) throw new ProtocolFault("ceremony_does_not_fit");
    }
  }

  private async dealing(record: CeremonyRecord, to: number): Promise<Document> {
    const key = record.hellos.get(to)!.encryptionKey;
    const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
    const recipientPublicKey = await suite.kem.deserializePublicKey(key);
    const value = toScalarBytes(await this.valueAt(to));
    const { enc, ct } = await suite.seal({ recipientPublicKey, info: shareInfo(this.terms, this.index, to) }, value);
    const sealed = toBase64url(join(new Uint8Array(enc), new Uint8Array(ct)));
    return this.signed({ kind: "dealing", from: this.index, to, recipient_key: toBase64url(key), sealed });
  }

  private async complaint(record: CeremonyRecord, about: number): Promise<Document> {
    const encapsulated = record.dealings.get(`${about}>${this.index}`)!.sealed.slice(0, POINT_BYTES);
    const secret = await this.secret("encryption");
    // Where no point at all was sent, everybody sees it without being shown anything.
    let [shared, proof] = [GENERATOR, new Uint8Array(64) as Bytes];
    try {
      shared = await (await SecretScalar.of(secret)).times(encapsulated);
      proof = await proveSame(secret, encapsulated, ABOUT.complaint, complaintMessage(this.terms, this.index, about));
    } catch (fault) {
      if (!(fault instanceof ProtocolFault)) throw fault;
    }
    return this.signed({ kind: "complaint", from: this.index, about, point: toBase64url(shared), proof: toBase64url(proof) });
  }

  /** A part of the own share that was sent, or nothing where it is not what its sender committed to. */
  private async open(record: CeremonyRecord, sender: number): Promise<Bytes | undefined> {
    const { sealed } = record.dealings.get(`${sender}>${this.index}`)!;
    const secret = await SecretScalar.of(await this.secret("encryption"));
    try {
      const shared = await secret.times(sealed.slice(0, POINT_BYTES));
      const info = shareInfo(this.terms, sender, this.index);
      const value = await openWithSharedPoint(sealed, shared, await secret.timesGenerator(), info);
      return (await record.fits(sender, this.index, value)) ? value : undefined;
    } catch (fault) {
      if (fault instanceof ProtocolFault) return undefined;
      throw fault;
    }
  }

  private async signed(body: Document): Promise<Document> {
    const signature = await proveKnowledge(await this.secret("signing"), ABOUT.message, signedBytes(this.terms, body));
    return { ...body, signature: toBase64url(signature) };
  }

  private async coefficients(): Promise<bigint[]> {
    return Promise.all(Array.from({ length: this.terms.threshold }, (_, at) => this.secret(`coefficient ${at}`)));
  }

  private async commitments(): Promise<Bytes[]> {
    return Promise.all((await this.coefficients()).map(timesGenerator));
  }

  /** The own polynomial at a trustee's index: what that trustee's share has of one's own part. */
  private async valueAt(index: number): Promise<bigint> {
    return (await this.coefficients()).reduceRight((total, one) => modulo(total * BigInt(index) + one), 0n);
  }

  /** A scalar of this ceremony out of the seed. */
  private async secret(label: string): Promise<bigint> {
    const key = await crypto.subtle.importKey("raw", this.seed, { name: "HMAC", hash: "SHA-512" }, false, ["sign"]);
    const digest = await crypto.subtle.sign("HMAC", key, join(ascii("gyeol ceremony secret v1\0"), this.terms.hash, ascii(label)));
    return (toNumber(new Uint8Array(digest)) % (ORDER - 1n)) + 1n;
  }
}

async function timesGenerator(secret: bigint): Promise<Bytes> {
  return (await SecretScalar.of(secret)).timesGenerator();
}

