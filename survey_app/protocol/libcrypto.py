"""OpenSSL 3's library, the newest on this machine, found once, with the few functions that we need of it."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from survey_app.protocol.errors import LibcryptoIsMissing

# The wheels of `cryptography` carry OpenSSL inside them without exporting it, so another copy is needed.
_NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
_ADVICE = (
    "OpenSSL 3's libcrypto was not found; it signs credentials and opens ballots with the trustees. "
    "On Debian or Ubuntu install the package libssl3 (libssl3t64 on newer releases)."
)


def _load() -> ctypes.CDLL:
    found = {library.OpenSSL_version_num(): library for library in _installed()}
    if not found:
        raise LibcryptoIsMissing(_ADVICE)
    # From 3.2 on a signature takes less than half the time on processors with AVX-512.
    return found[max(found)]


def _installed() -> Iterator[ctypes.CDLL]:
    system = ctypes.util.find_library("crypto")
    for name in (*_NAMES, *((system,) if system else ()), *_beside_psycopg()):
        try:
            library = ctypes.CDLL(name)
            library.OpenSSL_version_num.restype = ctypes.c_ulong
            if library.OPENSSL_version_major() >= 3:
                yield library
        except (OSError, AttributeError):
            continue


def _beside_psycopg() -> list[str]:
    """The copy in the wheel of the PostgreSQL driver, which is often newer than a stable system's."""
    driver = find_spec("psycopg_binary")
    if driver is None or driver.origin is None:
        return []
    folder = Path(driver.origin).parent.parent / "psycopg_binary.libs"
    return sorted(str(path) for path in folder.glob("libcrypto-*.so.3"))


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
        ("EC_GROUP_new_by_curve_name", pointer, [integer]),
        ("EC_POINT_new", pointer, [pointer]),
        ("EC_POINT_free", None, [pointer]),
        ("EC_POINT_oct2point", integer, [pointer, pointer, ctypes.c_char_p, size, pointer]),
        ("EC_POINT_point2oct", size, [pointer, pointer, integer, ctypes.c_char_p, size, pointer]),
        ("EC_POINT_mul", integer, [pointer, pointer, pointer, pointer, pointer, pointer]),
        ("EC_POINT_add", integer, [pointer, pointer, pointer, pointer, pointer]),
        ("EC_POINT_invert", integer, [pointer, pointer, pointer]),
        ("BN_bin2bn", pointer, [ctypes.c_char_p, integer, pointer]),
        ("BN_clear_free", None, [pointer]),
    ):
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


def libcrypto_version() -> str:
    """Which OpenSSL signs here, in its own words. Raises LibcryptoIsMissing."""
    library = libcrypto()
    library.OpenSSL_version.restype = ctypes.c_char_p
    library.OpenSSL_version.argtypes = [ctypes.c_int]
    return bytes(library.OpenSSL_version(0)).decode()
