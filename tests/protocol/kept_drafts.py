"""What somebody with a device, or with a copy of its store, can do about drafts: scripts for a page."""

COPY = """async () => {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open("gyeol");
    opening.onsuccess = () => resolve(opening.result);
  });
  const all = (store, how) => new Promise((resolve) => {
    const asked = database.transaction(store).objectStore(store)[how]();
    asked.onsuccess = () => resolve(asked.result);
  });
  const [key] = await all("keys", "getAll");
  const device = await crypto.subtle.exportKey("raw", key).catch((fault) => fault.name);
  const [name] = await all("drafts", "getAllKeys");
  const [{ nonce, content }] = await all("drafts", "getAll");
  database.close();
  return { device, name, nonce: [...nonce], content: [...new Uint8Array(content)] };
}"""
"""All that can be read of the store, and what came of asking for the device's key."""

PUT = """([version, name, nonce, content]) => new Promise((resolve) => {
  const opening = indexedDB.open("gyeol", version);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("drafts");
    if (version > 1) opening.result.createObjectStore("keys");
  };
  opening.onsuccess = () => {
    const writing = opening.result.transaction("drafts", "readwrite");
    const row = { nonce: Uint8Array.from(nonce), content: Uint8Array.from(content).buffer };
    writing.objectStore("drafts").put(row, name);
    writing.oncomplete = () => {
      opening.result.close();
      resolve();
    };
  };
})"""
"""A draft stands in the store of this version, under this name."""

LOCK_AS_VERSION_1_DID = """async ([wave, secret, draft]) => {
  const bytes = (text) => new TextEncoder().encode(text);
  const derived = (purpose) =>
    crypto.subtle.digest("SHA-256", bytes(`gyeol draft ${purpose} v1\\0${wave}\\0${secret}`));
  const key = await crypto.subtle.importKey("raw", await derived("key"), "AES-GCM", false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const lock = { name: "AES-GCM", iv: nonce };
  const content = await crypto.subtle.encrypt(lock, key, bytes(JSON.stringify(draft)));
  const two = (byte) => byte.toString(16).padStart(2, "0");
  const hex = (given) => [...new Uint8Array(given)].map(two).join("");
  return [hex(await derived("name")), [...nonce], [...new Uint8Array(content)]];
}"""
"""Name, nonce and content of a draft under the link alone, as 0.1.0 kept it."""
