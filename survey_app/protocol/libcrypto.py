"""The system's OpenSSL 3 library, found once, with the few functions that signing needs."""

import ctypes
import ctypes.util
from functools import cache

from survey_app.protocol.errors import LibcryptoIsMissing

# The wheels of `cryptography` carry OpenSSL inside them without exporting it, so the system's is needed.
_NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
_ADVICE = (
    "OpenSSL 3's libcrypto was not found; it signs credentials. "
    "On Debian or Ubuntu install the package libssl3 (libssl3t64 on newer releases)."
)


def _load() -> ctypes.CDLL:
    found = ctypes.util.find_library("crypto")
    for name in (*_NAMES, *((found,) if found else ())):
        try:
            library = ctypes.CDLL(name)
            library.OPENSSL_version_major.restype = ctypes.c_uint
            if library.OPENSSL_version_major() >= 3:
                return library
        except (OSError, AttributeError):
            continue
    raise LibcryptoIsMissing(_ADVICE)


@cache
def libcrypto() -> ctypes.CDLL:
    """Return the library, argument types declared. Raises LibcryptoIsMissing, naming the Debian package."""
    library = _load()
    pointer, size, integer = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
    size_pointer = ctypes.POINTER(size)
    for name, result, arguments in (
        ("d2i_AutoPrivateKey", pointer, [pointer, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long]),
        ("EVP_PKEY_free", None, [pointer]),
        ("EVP_PKEY_CTX_new", pointer, [pointer, pointer]),
        ("EVP_PKEY_CTX_free", None, [pointer]),
        ("EVP_PKEY_decrypt_init", integer, [pointer]),
        ("EVP_PKEY_CTX_set_rsa_padding", integer, [pointer, integer]),
        ("EVP_PKEY_decrypt", integer, [pointer, ctypes.c_char_p, size_pointer, ctypes.c_char_p, size]),
        ("EVP_PKEY_encrypt_init", integer, [pointer]),
        ("EVP_PKEY_encrypt", integer, [pointer, ctypes.c_char_p, size_pointer, ctypes.c_char_p, size]),
        ("ERR_clear_error", None, []),
    ):
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library
