"""What can be wrong with a message of the protocol, by name."""


class ProtocolFault(Exception):
    """Something in the protocol does not hold. `code` is the word that crosses the network."""

    code = "protocol_fault"


class LibcryptoIsMissing(ProtocolFault):
    """The system's OpenSSL 3 library, which does the private RSA operation, was not found."""

    code = "libcrypto_missing"


class BlindedMessageIsInvalid(ProtocolFault):
    """A blinded message has the wrong length or is not a number below the modulus."""

    code = "blinded_invalid"


class SigningFailed(ProtocolFault):
    """The private operation failed or its result did not verify, so nothing was released."""

    code = "signing_failed"


class CredentialIsForged(ProtocolFault):
    """A signature does not verify under the pool's key."""

    code = "forged"


class CredentialIsOfAnotherWave(ProtocolFault):
    """A token does not begin with the tag of this wave's manifest."""

    code = "other_wave"


class MessageIsMalformed(ProtocolFault):
    """A message lacks a field, has one too many, or one of the wrong type or length."""

    code = "malformed"


class BallotHasWrongSize(ProtocolFault):
    """A sealed ballot is not of the one size that the manifest allows."""

    code = "wrong_size"


class BallotCannotBeOpened(ProtocolFault):
    """A sealed ballot was not sealed to this key and wave, or was changed on the way."""

    code = "cannot_open"


class BallotIsMalformed(ProtocolFault):
    """An opened ballot is not a canonical ballot document."""

    code = "ballot_malformed"


class BallotIsTooLong(ProtocolFault):
    """A plain ballot does not fit into the one padded size of its wave."""

    code = "ballot_too_long"


class ManifestIsNotCanonical(ProtocolFault):
    """A document cannot be written canonically (a float, a large integer, a lone surrogate …)."""

    code = "not_canonical"


class SignatureIsInvalid(ProtocolFault):
    """A signature does not fit its content, context and key. Of those that travel, it is the manifest's."""

    code = "manifest_signature"


class ManifestIsNotTheOnePinned(ProtocolFault):
    """A manifest's fingerprint is not the one printed in the letter."""

    code = "manifest_not_pinned"


class ServerRefused(ProtocolFault):
    """A server answered a request with an error; `code` and `status` are the server's."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code} ({status}): {message}")
        self.status = status
        self.code = code


class KeyIsNotInManifest(ProtocolFault):
    """A pool or key was named that the manifest does not list, or whose hash differs."""

    code = "key_not_in_manifest"


class RelayKeyIsUnknown(ProtocolFault):
    """A message that came through a relay is sealed for a key that is not this gateway's."""

    code = "relay_key_unknown"


class RelayIsSilent(ProtocolFault):
    """No reply of the gateway came through the relay: whether the ballot arrived is not known."""

    code = "relay_silent"


class PassphraseIsWrong(ProtocolFault):
    """A trustee's passphrase does not open the share file."""

    code = "passphrase_wrong"


class PassphraseIsTooShort(ProtocolFault):
    """A passphrase for a share file has fewer characters than the least allowed."""

    code = "passphrase_short"


class ShareIsDamaged(ProtocolFault):
    """A share file is not a share file, or changed since it was written."""

    code = "share_damaged"


class ShareIsOfAnotherWave(ProtocolFault):
    """A share file belongs to another wave or another sealing key."""

    code = "share_other_wave"


class ShareIsNotInManifest(ProtocolFault):
    """A share opened, but its commitment is not the one that the manifest lists."""

    code = "share_not_in_manifest"


class TooFewShares(ProtocolFault):
    """Fewer different shares than the threshold were given."""

    code = "too_few_shares"


class SharesDoNotFit(ProtocolFault):
    """The shares given are not of one splitting, or do not yield the pinned sealing key."""

    code = "shares_do_not_fit"


class ReceiptIsNotIncluded(ProtocolFault):
    """A receipt is not among the published leaves, or a proof does not lead to the root."""

    code = "not_included"


class ProofIsWrong(ProtocolFault):
    """A proof about a secret number does not hold."""

    code = "proof_wrong"


class TrusteeCheated(ProtocolFault):
    """A message of a trustee does not hold, and everybody can see so: `index` says whose."""

    code = "trustee_cheated"

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(f"trustee {index}: {reason}")
        self.index = index
        self.reason = reason


class CeremonyDoesNotFit(ProtocolFault):
    """What the server shows of a key ceremony is not what this trustee saw or sent before."""

    code = "ceremony_does_not_fit"


class CeremonyIsNotReady(ProtocolFault):
    """A step of a key ceremony needs what other trustees have not sent yet."""

    code = "ceremony_not_ready"


class PartialsAreWrong(ProtocolFault):
    """A trustee's part of an opening is not what their share gives for these ballots: `index` says whose."""

    code = "partials_wrong"

    def __init__(self, index: int, reason: str) -> None:
        super().__init__(f"trustee {index}: {reason}")
        self.index = index


class LogIsInconsistent(ProtocolFault):
    """A log does not begin with what it was before: it forked, or shrank."""

    code = "log_inconsistent"


class CheckpointIsForged(ProtocolFault):
    """A checkpoint is not signed by the log it names, or a witness's cosignature does not verify."""

    code = "checkpoint_forged"


class TermsAreNotLogged(ProtocolFault):
    """A wave's terms, or the installation's key, are not in its public log."""

    code = "not_logged"


class TermsAreNotWitnessed(ProtocolFault):
    """Fewer of the witnesses that the terms name have cosigned the log than the terms ask for."""

    code = "not_witnessed"


class SignerIsAnother(ProtocolFault):
    """Terms are signed with another key than the log names as the installation's."""

    code = "signer_other"


class PoolIsTooSmall(ProtocolFault):
    """A pool has fewer invited people than the terms promise, or than any pool may have."""

    code = "pool_too_small"
