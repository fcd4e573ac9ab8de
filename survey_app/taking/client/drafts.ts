// What a respondent has entered, kept in this browser only: readable with their own link or code, and only here.

import { ascii, type Bytes, join, randomBytes, sha256, toHex } from "./bytes";
import type { Credential, Deposit, Pending, Receipt } from "./protocol";

/** Everything kept for one respondent of one wave. After sending, only the receipt stays. */
export interface Draft {
  /** The terms under which it was begun; under others nothing is sent. */
  fingerprint: string;
  page: number;
  /** Values of the form's fields by name. */
  fields: Record<string, string>;
  pending?: Pending;
  credential?: Credential;
  deposit?: Deposit;
  receipt?: Receipt;
}

const DATABASE = "gyeol";
const DRAFTS = "drafts";
const KEYS = "keys";
const OF_THIS_DEVICE = "device";

interface Kept {
  nonce: Bytes;
  content: ArrayBuffer;
}

function request<Result>(asked: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/** Does one thing in a store; what is written is on the device once this is done. */
async function inStore<Result>(name: string, mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
  const opening = indexedDB.open(DATABASE, 2);
  opening.onupgradeneeded = () => {
    const known = opening.result.objectStoreNames;
    for (const store of [DRAFTS, KEYS]) if (!known.contains(store)) opening.result.createObjectStore(store);
  };
  const database = await request(opening);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode);
      const asked = ask(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error ?? asked.error);
    });
  } finally {
    database.close();
  }
}

/** The key that this device made once and does not give away: it works here and can be read nowhere. */
async function keyOfThisDevice(): Promise<CryptoKey> {
  const read = () => inStore<CryptoKey | undefined>(KEYS, "readonly", (store) => store.get(OF_THIS_DEVICE));
  const known = await read();
  if (known) return known;
  const made = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  try {
    await inStore(KEYS, "readwrite", (store) => store.add(made, OF_THIS_DEVICE));
    return made;
  } catch (fault) {
    const fromAnotherTab = await read();
    if (fromAnotherTab) return fromAnotherTab;
    throw fault;
  }
}

/** Where a draft lies and what opens it. */
interface Place {
  name: string;
  key: CryptoKey;
}

async function placeHere(wave: string, secret: string): Promise<Place> {
  const device = await keyOfThisDevice();
  const derived = (purpose: string) => crypto.subtle.sign("HMAC", device, ascii(`gyeol draft ${purpose} v2\0${wave}\0${secret}`));
  const key = await crypto.subtle.importKey("raw", await derived("key"), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { name: toHex(new Uint8Array(await derived("name"))), key };
}

/** Where 0.1.0 put a draft, under the link alone; somebody may have begun before this device's page was renewed. */
async function earlierPlace(wave: string, secret: string): Promise<Place> {
  const derived = (purpose: string) => sha256(join(ascii(`gyeol draft ${purpose} v1\0`), ascii(`${wave}\0${secret}`)));
  const key = await crypto.subtle.importKey("raw", await derived("key"), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { name: toHex(await derived("name")), key };
}

/**
 * The drafts of one respondent. Name and key of the record are derived from the invitation's secret, which is not kept,
 * and from this device's own key: whoever uses the same computer next finds nothing to read, whoever knows the link, as
 * those who send the letters do, can do nothing with a copy of what lies here, and the link opens it again on this device.
 */
export class Drafts {
  private constructor(
    private readonly here: Place,
    private readonly earlier: Place,
  ) {}

  static async of(wave: string, secret: string): Promise<Drafts> {
    return new Drafts(await placeHere(wave, secret), await earlierPlace(wave, secret));
  }

  async load(): Promise<Draft | undefined> {
    const draft = await loadFrom(this.here);
    if (draft) return draft;
    const earlier = await loadFrom(this.earlier);
    if (earlier) {
      await this.save(earlier);
      await eraseAt(this.earlier);
    }
    return earlier;
  }

  async save(draft: Draft): Promise<void> {
    const nonce = randomBytes(12);
    const content = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, this.here.key, ascii(JSON.stringify(draft)));
    await inStore(DRAFTS, "readwrite", (store) => store.put({ nonce, content } satisfies Kept, this.here.name));
  }

  async erase(): Promise<void> {
    await eraseAt(this.here);
    await eraseAt(this.earlier);
  }
}

async function loadFrom({ name, key }: Place): Promise<Draft | undefined> {
  const kept = await inStore<Kept | undefined>(DRAFTS, "readonly", (store) => store.get(name));
  if (kept === undefined) return undefined;
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.nonce }, key, kept.content);
  return JSON.parse(new TextDecoder().decode(plain)) as Draft;
}

async function eraseAt({ name }: Place): Promise<void> {
  await inStore(DRAFTS, "readwrite", (store) => store.delete(name));
}
