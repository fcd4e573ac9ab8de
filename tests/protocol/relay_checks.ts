// The browser's half of what goes through a relay: facts for browser_checks.ts.
import { DhkemP256HkdfSha256, DhkemX25519HkdfSha256 } from "@hpke/core";
import { ascii, fromBase64url, fromHex, toBase64url, toHex } from "../../survey_app/taking/client/bytes";
import * as protocol from "../../survey_app/taking/client/protocol";
import * as relay from "../../survey_app/taking/client/relay";
import * as server from "../../survey_app/taking/client/server";

type Given = Record<string, any>;

async function keyPair(kem: DhkemX25519HkdfSha256, privateKey: Uint8Array<ArrayBuffer>, publicKey: Uint8Array<ArrayBuffer>): Promise<CryptoKeyPair> {
  return { privateKey: await kem.deserializePrivateKey(privateKey.buffer), publicKey: await kem.deserializePublicKey(publicKey.buffer) };
}

/** The RFCs' examples, the vectors of both sides, and what terms may not say. */
export async function checkRelays({ fact, refused, terms, vectors, oblivious, binary, changed }: Given): Promise<void> {
  await fact("the example of RFC 9458 is sealed and opened", async () => {
    const given = (name: string) => fromHex(oblivious[name]);
    const config = given("key_config");
    const route = { url: "", header: fromHex("01002000010001"), publicKey: config.slice(3, 35) };
    const kem = new DhkemX25519HkdfSha256();
    const ephemeral = await keyPair(kem, given("ephemeral_key"), given("encapsulated_key"));
    const { message, open } = await relay.encapsulate(route, given("request"), kem, ephemeral);
    const response = await open(given("encapsulated_response"));
    return toHex(message) === oblivious.encapsulated_request && toHex(response) === oblivious.response && relay.readResponse(response).status === 200;
  });
  await fact("the responses of RFC 9292 are read, or refused where their length is unknown", async () => {
    const { status, content } = relay.readResponse(fromHex(binary.response));
    const wrong = ["", "00", "01", "014066", "01406600", "014258", binary.response + "0001", binary.response_of_unknown_length, binary.request];
    for (const message of wrong) if (!(await refused("malformed", async () => relay.readResponse(fromHex(message))))) return message;
    return status === 200 && new TextDecoder().decode(content) === "This content contains CRLF.\r\n" && relay.readResponse(fromHex(binary.response + "0000")).status === 200;
  });
  await fact("a ballot is made ready for a relay as Python does it", async () => {
    const vector = vectors.relay;
    const route = (await protocol.readTerms(changed.relayed)).relay!;
    const request = relay.writeRequest(vector.host, vector.path, ascii(vector.deposit), relay.requestSize(terms.paddedSize));
    const kem = new DhkemP256HkdfSha256();
    const ephemeral = await kem.deriveKeyPair(fromHex(vector.ephemeral_seed).buffer);
    const { message, open } = await relay.encapsulate(route, request, kem, ephemeral);
    const reply = relay.readResponse(await open(fromBase64url(vector.encapsulated_response)));
    return (
      terms.relay === undefined && route.url === vector.terms.url &&
      toBase64url(request) === vector.request && toBase64url(message) === vector.encapsulated_request &&
      reply.status === 201 && JSON.parse(new TextDecoder().decode(reply.content)).receipt.nullifier === vectors.receipts.receipt.nullifier &&
      (await refused("ballot_too_long", async () => relay.writeRequest(vector.host, vector.path, ascii(vector.deposit), 1000)))
    );
  });
  await fact("a relay with another kind of key or without TLS is refused", async () => {
    for (const message of changed.badly_relayed) if (!(await refused("malformed", () => protocol.readTerms(message)))) return message.manifest.relay;
    return true;
  });
}

/** A ballot through a relay that is honest, and through three that are not. */
export async function checkCarrying({ fact, refused, vectors, base, urls, given }: Given): Promise<void> {
  const wave = vectors.manifest.message.manifest.wave;
  await fact("a relay carries a ballot, and what is not sealed is not believed", async () => {
    const fetched = await server.fetchTerms(urls.manifest, wave, vectors.manifest.fingerprint);
    const pending = await protocol.beginCredential(fetched, "hq");
    const got = await server.fetchCredential(urls.credential, fetched, "secret-one", pending, async () => undefined);
    const deposit = await protocol.sealBallot(fetched, got, given);
    const other = await protocol.sealBallot(fetched, got, given);
    const route = (path: string) => ({ url: `${base}${path}`, header: fromHex("07001000010001"), publicKey: fromBase64url(vectors.relay.terms.key_config).slice(3, 68) });
    const request = (one: protocol.Deposit) => relay.writeRequest("site", `/take/${wave}/ballots`, ascii(JSON.stringify(one)), relay.requestSize(fetched.paddedSize));
    const silent = async (path: string) => {
      try {
        await relay.sendThroughRelay(route(path), request(deposit), deposit);
      } catch (fault) {
        return fault instanceof relay.RelaySilent && fault.sentence === "relay_silent";
      }
      return false;
    };
    const receipt = await relay.sendThroughRelay(route("/relay"), request(deposit), deposit);
    const again = await relay.sendThroughRelay(route("/relay"), request(deposit), deposit);
    return (
      receipt.ballot_hash === again.ballot_hash && (await server.sendDeposit(urls.ballots, deposit)).nullifier === receipt.nullifier &&
      (await refused("spent", () => relay.sendThroughRelay(route("/relay"), request(other), other))) &&
      (await silent("/relay-refuses")) && (await silent("/relay-lies")) && (await silent("/relay-changes"))
    );
  });
}
