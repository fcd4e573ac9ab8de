"""DHKEM(X25519, HKDF-SHA256), which the example of RFC 9458 uses and Gyeol does not."""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey


class X25519:
    """The other key encapsulation, for the RFC's vectors."""

    identifier = 0x0020
    public_bytes = 32

    def generate(self):
        return X25519PrivateKey.generate()

    def public_of(self, private_key):
        return private_key.public_key().public_bytes_raw()

    def exchange(self, private_key, public_key):
        return private_key.exchange(X25519PublicKey.from_public_bytes(public_key))
