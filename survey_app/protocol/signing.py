"""The private half of a blind signature: libcrypto's constant-time RSA, checked before release."""

import ctypes
import weakref

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from survey_app.protocol.errors import BlindedMessageIsInvalid, SigningFailed
from survey_app.protocol.libcrypto import libcrypto

_RSA_NO_PADDING = 3


class BlindSigner:
    """A private key held by libcrypto, ready to sign blinded messages (RFC 9474, BlindSign).

    One signer serves all threads; ctypes lets other Python threads run meanwhile. OpenSSL blinds each
    operation itself (EVP_PKEY_decrypt with RSA_NO_PADDING), so timing tells nothing about the key.
    """

    def __init__(self, private_key: RSAPrivateKey) -> None:
        self._library = libcrypto()
        der = private_key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        start = ctypes.c_char_p(der)
        self._key = self._library.d2i_AutoPrivateKey(None, ctypes.byref(start), len(der))
        if not self._key:
            self._library.ERR_clear_error()
            raise SigningFailed("libcrypto cannot read the private key")
        weakref.finalize(self, self._library.EVP_PKEY_free, self._key)
        self._modulus = private_key.public_key().public_numbers().n
        self._length = (private_key.key_size + 7) // 8

    def sign(self, blinded: bytes) -> bytes:
        """Return the blind signature of `blinded`, as many bytes as the modulus; the same for the same input.

        Raises BlindedMessageIsInvalid for a wrong length or a number outside 2 … n - 2, and SigningFailed
        when the result s does not satisfy s^e = m (a fault in the computation would give the key away).
        """
        if len(blinded) != self._length or not 1 < int.from_bytes(blinded, "big") < self._modulus - 1:
            raise BlindedMessageIsInvalid("a blinded message must be as long as the modulus and below it")
        signature = self._operate("EVP_PKEY_decrypt", blinded)
        if self._operate("EVP_PKEY_encrypt", signature) != blinded:
            raise SigningFailed("the signature did not verify and was withheld")
        return signature

    def _operate(self, name: str, content: bytes) -> bytes:
        """Do the bare RSA operation, private for EVP_PKEY_decrypt and public for EVP_PKEY_encrypt."""
        library = self._library
        context = library.EVP_PKEY_CTX_new(self._key, None)
        if not context:
            raise SigningFailed("libcrypto has no memory for a signature")
        try:
            out = ctypes.create_string_buffer(self._length)
            length = ctypes.c_size_t(self._length)
            done = (
                getattr(library, f"{name}_init")(context) == 1
                and library.EVP_PKEY_CTX_set_rsa_padding(context, _RSA_NO_PADDING) == 1
                and getattr(library, name)(context, out, ctypes.byref(length), content, len(content)) == 1
            )
            if not done or length.value != self._length:
                library.ERR_clear_error()
                raise SigningFailed("libcrypto refused the operation")
            return out.raw
        finally:
            library.EVP_PKEY_CTX_free(context)
