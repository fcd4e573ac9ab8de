// The key ceremony in public: its messages, and whether they hold. Python's half is protocol/ceremony.py; docs/protocol.md, section 6.

import { ascii, type Bytes, canonicalJson, fromBase64url, fromHex, isEqual, join, ProtocolFault, sha256, toHex } from "../../taking/client/bytes";
import { list, table } from "../../taking/client/terms";
import { openWithSharedPoint } from "./hpke_steps";
import { modulo, ORDER, POINT_BYTES, requirePoint, SecretScalar, toNumber, weightedSum } from "./p256";
import { ABOUT, checkKnowledge, checkSame, PROOF_BYTES } from "./proofs";

const FORMAT = "gyeol key ceremony v1";
const MOST_TRUSTEES = 7;
const SEALED_SHARE_BYTES = POINT_BYTES + 32 + 16;

export type Document = Record<string, unknown>;

/** Whose message does not hold, for everybody to see. */
export class TrusteeCheated extends ProtocolFault {
  constructor(
    readonly index: number,
    readonly reason: string,
  ) {
    super("trustee_cheated", `trustee ${index}: ${reason}`);
  }
}

export interface CeremonyTerms {
  wave: string;
  threshold: number;
  holders: string[];
  document: Document;
  hash: Bytes;
}

export interface Hello {
  sender: number;
  signingKey: Bytes;
  encryptionKey: Bytes;
  commitments: Bytes[];
  document: Document;
}

export interface Dealing {
  sender: number;
  recipient: number;
  sealed: Bytes;
  document: Document;
}

interface Complaint {
  sender: number;
  about: number;
  point: Bytes;
  proof: Bytes;
}

/** Exactly these fields. Throws malformed. */
function fields(value: unknown, ...names: string[]): Document {
  const found = table(value);
  if (Object.keys(found).length !== names.length || names.some((name) => !(name in found))) throw new ProtocolFault("malformed");
  return found;
}

function point(value: unknown): Bytes {
  return requirePoint(fromBase64url(value, POINT_BYTES));
}

export async function readTerms(document: unknown): Promise<CeremonyTerms> {
  const { format, wave, threshold, holders, nonce } = fields(document, "format", "wave", "threshold", "holders", "nonce");
  fromBase64url(nonce, 16);
  const names = list(holders).map((one) => {
    if (typeof one !== "string" || one === "") throw new ProtocolFault("malformed");
    return one;
  });
  if (format !== FORMAT || typeof wave !== "string" || typeof threshold !== "number" || !Number.isSafeInteger(threshold)) throw new ProtocolFault("malformed");
  if (!(threshold >= 1 && threshold <= names.length && names.length <= MOST_TRUSTEES)) throw new ProtocolFault("malformed");
  return { wave, threshold, holders: names, document: table(document), hash: await sha256(ascii(canonicalJson(document))) };
}

/** What a message's signature is over: the hash of the terms, then the message without its signature. */
export function signedBytes(terms: CeremonyTerms, document: Document): Bytes {
  const { signature: _, ...body } = document;
  return join(terms.hash, ascii(canonicalJson(body)));
}

export function possessionMessage(terms: CeremonyTerms, sender: number): Bytes {
  return join(terms.hash, Uint8Array.of(sender));
}

export function shareInfo(terms: CeremonyTerms, sender: number, recipient: number): Bytes {
  return join(ascii("gyeol share message v1\0"), terms.hash, Uint8Array.of(sender, recipient));
}

export function complaintMessage(terms: CeremonyTerms, sender: number, about: number): Bytes {
  return join(terms.hash, Uint8Array.of(sender, about));
}

export async function canonicalHash(document: unknown): Promise<string> {
  return toHex(await sha256(ascii(canonicalJson(document))));
}

/** All that was sent in one ceremony, checked. */
export class CeremonyRecord {
  readonly hellos = new Map<number, Hello>();
  readonly dealings = new Map<string, Dealing>();
  readonly confirmed = new Set<number>();
  readonly complaints: Complaint[] = [];

  private constructor(readonly terms: CeremonyTerms) {}

  /** Throws malformed, ceremony_does_not_fit, ceremony_not_ready, or TrusteeCheated with an index. */
  static async read(document: unknown): Promise<CeremonyRecord> {
    const { terms, messages } = fields(document, "terms", "messages");
    const record = new CeremonyRecord(await readTerms(terms));
    for (const message of list(messages)) await record.add(message);
    return record;
  }

  get trustees(): number[] {
    return this.terms.holders.map((_, at) => at + 1);
  }

  get isIntroduced(): boolean {
    return this.hellos.size === this.terms.holders.length;
  }

  get isComplete(): boolean {
    return this.isIntroduced && this.confirmed.size === this.terms.holders.length && this.complaints.length === 0;
  }

  private requireIntroduced(): void {
    if (!this.isIntroduced) throw new ProtocolFault("ceremony_not_ready");
  }

  /** SHA-256, hexadecimal, of terms and first messages: they fix key and verification points. */
  async transcript(): Promise<string> {
    this.requireIntroduced();
    return canonicalHash({ terms: this.terms.document, hellos: this.trustees.map((one) => this.hellos.get(one)!.document) });
  }

  get publicKey(): Bytes {
    this.requireIntroduced();
    const firsts = [...this.hellos.values()].map((hello) => hello.commitments[0]!);
    return weightedSum(firsts.map(() => 1n), firsts);
  }

  /** The generator times the share of a trustee. */
  verificationPoint(index: number): Bytes {
    this.requireIntroduced();
    const commitments = [...this.hellos.values()].flatMap((hello) => hello.commitments);
    return weightedSum(commitments.map((_, at) => power(index, at % this.terms.threshold)), commitments);
  }

  /** To whom a trustee can send a part of their share now, and has not. */
  owes(sender: number): number[] {
    if (!this.hellos.has(sender)) return [];
    return this.trustees.filter((to) => to !== sender && this.hellos.has(to) && !this.dealings.has(`${sender}>${to}`));
  }

  /** Who has not sent their part of this trustee's share yet. */
  waitsFor(recipient: number): number[] {
    return this.trustees.filter((one) => one !== recipient && !this.dealings.has(`${one}>${recipient}`));
  }

  /** Who is shown by complaints to have cheated. */
  cheats(): Promise<TrusteeCheated[]> {
    return Promise.all(this.complaints.map((complaint) => this.judge(complaint)));
  }

  /** Whether an opened part of a share is what its sender's commitments say. */
  async fits(sender: number, recipient: number, value: Bytes): Promise<boolean> {
    const number = toNumber(value);
    if (value.length !== 32 || number < 1n || number >= ORDER) return false;
    const { commitments } = this.hellos.get(sender)!;
    const due = weightedSum(commitments.map((_, at) => power(recipient, at)), commitments);
    return isEqual(await (await SecretScalar.of(number)).timesGenerator(), due);
  }

  async add(message: unknown): Promise<void> {
    const { kind } = table(message);
    if (kind === "hello") return this.addHello(table(message));
    if (kind === "dealing") return this.addDealing(table(message));
    if (kind === "confirmation") return this.addConfirmation(table(message));
    if (kind === "complaint") return this.addComplaint(table(message));
    throw new ProtocolFault("malformed");
  }

  private async addHello(document: Document): Promise<void> {
    const found = fields(document, "kind", "from", "signing_key", "encryption_key", "commitments", "possession", "signature");
    const sender = this.index(found.from);
    const hello = { sender, signingKey: point(found.signing_key), encryptionKey: point(found.encryption_key), commitments: list(found.commitments).map(point), document };
    if (hello.commitments.length !== this.terms.threshold) throw new ProtocolFault("malformed");
    if (this.hellos.has(sender)) throw new ProtocolFault("ceremony_does_not_fit");
    await blaming(sender, "the first message does not hold", async () => {
      await checkKnowledge(fromBase64url(found.signature, PROOF_BYTES), hello.signingKey, ABOUT.message, signedBytes(this.terms, document));
      const proof = fromBase64url(found.possession, PROOF_BYTES);
      await checkKnowledge(proof, hello.commitments[0]!, ABOUT.possession, possessionMessage(this.terms, sender));
    });
    this.hellos.set(sender, hello);
  }

  private async addDealing(document: Document): Promise<void> {
    const found = fields(document, "kind", "from", "to", "recipient_key", "sealed", "signature");
    const [sender, recipient] = [this.index(found.from), this.index(found.to)];
    const sealed = fromBase64url(found.sealed, SEALED_SHARE_BYTES);
    if (sender === recipient) throw new ProtocolFault("malformed");
    if (this.dealings.has(`${sender}>${recipient}`)) throw new ProtocolFault("ceremony_does_not_fit");
    await this.checkSignature(sender, document);
    const key = this.hellos.get(recipient)?.encryptionKey;
    if (key === undefined || !isEqual(key, point(found.recipient_key))) throw new ProtocolFault("ceremony_does_not_fit");
    this.dealings.set(`${sender}>${recipient}`, { sender, recipient, sealed, document });
  }

  private async addConfirmation(document: Document): Promise<void> {
    const found = fields(document, "kind", "from", "transcript", "proof", "signature");
    const sender = this.index(found.from);
    if (this.confirmed.has(sender)) throw new ProtocolFault("ceremony_does_not_fit");
    await this.checkSignature(sender, document);
    const transcript = await this.transcript();
    if (found.transcript !== transcript) throw new TrusteeCheated(sender, "confirms other first messages than those that stand here");
    await blaming(sender, "does not know the share they confirm", () =>
      checkKnowledge(fromBase64url(found.proof, PROOF_BYTES), this.verificationPoint(sender), ABOUT.share, fromHex(transcript)));
    this.confirmed.add(sender);
  }

  private async addComplaint(document: Document): Promise<void> {
    const found = fields(document, "kind", "from", "about", "point", "proof", "signature");
    const [sender, about] = [this.index(found.from), this.index(found.about)];
    await this.checkSignature(sender, document);
    if (!this.dealings.has(`${about}>${sender}`)) throw new ProtocolFault("ceremony_not_ready");
    this.complaints.push({ sender, about, point: point(found.point), proof: fromBase64url(found.proof, PROOF_BYTES) });
  }

  private async checkSignature(sender: number, document: Document): Promise<void> {
    const hello = this.hellos.get(sender);
    if (hello === undefined) throw new ProtocolFault("ceremony_not_ready");
    await blaming(sender, "a message is not signed by its sender's key", () =>
      checkKnowledge(fromBase64url(document.signature, PROOF_BYTES), hello.signingKey, ABOUT.message, signedBytes(this.terms, document)));
  }

  /** The dealing is opened with the point that the complaint reveals, so that everybody sees who cheated. */
  private async judge({ sender, about, point: shared, proof }: Complaint): Promise<TrusteeCheated> {
    const { sealed } = this.dealings.get(`${about}>${sender}`)!;
    const recipient = this.hellos.get(sender)!.encryptionKey;
    const unopened = new TrusteeCheated(about, `sent trustee ${sender} what can't be opened`);
    const encapsulated = sealed.slice(0, POINT_BYTES);
    try {
      requirePoint(encapsulated);
    } catch {
      return unopened;
    }
    try {
      await checkSame(proof, recipient, encapsulated, shared, ABOUT.complaint, complaintMessage(this.terms, sender, about));
    } catch {
      return new TrusteeCheated(sender, "complains without showing anything");
    }
    let value: Bytes;
    try {
      value = await openWithSharedPoint(sealed, shared, recipient, shareInfo(this.terms, about, sender));
    } catch {
      return unopened;
    }
    if (await this.fits(about, sender, value)) return new TrusteeCheated(sender, `complains about trustee ${about}, whose part is right`);
    return new TrusteeCheated(about, `sent trustee ${sender} a wrong part`);
  }

  private index(value: unknown): number {
    if (typeof value !== "number" || !this.trustees.includes(value)) throw new ProtocolFault("malformed");
    return value;
  }
}

function power(index: number, exponent: number): bigint {
  return modulo(BigInt(index) ** BigInt(exponent));
}

async function blaming(index: number, reason: string, check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (fault) {
    if (fault instanceof ProtocolFault && fault.code === "proof_wrong") throw new TrusteeCheated(index, reason);
    throw fault;
  }
}
