// What a respondent has entered, kept in this browser only and readable only with their own link or code.

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
const STORE = "drafts";

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

/** Does one thing in the store; what is written is on the device once this is done. */
async function inStore<Result>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await request(opening);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error ?? asked.error);
    });
  } finally {
    database.close();
  }
}

/**
 * The drafts of one respondent. Name and key of the record are derived from the invitation's secret, which is not
 * kept: whoever uses the same computer next finds nothing to read, and the link in the letter opens it again.
 */
export class Drafts {
  private constructor(
    private readonly name: string,
    private readonly key: CryptoKey,
  ) {}

  static async of(wave: string, secret: string): Promise<Drafts> {
    const identity = ascii(`${wave}\0${secret}`);
    const material = await sha256(join(ascii("gyeol draft key v1\0"), identity));
    const key = await crypto.subtle.importKey("raw", material, "AES-GCM", false, ["encrypt", "decrypt"]);
    return new Drafts(toHex(await sha256(join(ascii("gyeol draft name v1\0"), identity))), key);
  }

  async load(): Promise<Draft | undefined> {
    const kept = (await inStore("readonly", (store) => store.get(this.name))) as Kept | undefined;
    if (kept === undefined) return undefined;
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.nonce }, this.key, kept.content);
    return JSON.parse(new TextDecoder().decode(plain)) as Draft;
  }

  async save(draft: Draft): Promise<void> {
    const nonce = randomBytes(12);
    const content = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, this.key, ascii(JSON.stringify(draft)));
    await inStore("readwrite", (store) => store.put({ nonce, content } satisfies Kept, this.name));
  }

  async erase(): Promise<void> {
    await inStore("readwrite", (store) => store.delete(this.name));
  }
}
