"""Puts a finished folder where others read it: whole or not at all, from whatever file system it comes."""

import shutil
import tempfile
from pathlib import Path


def put_in_place(folder: Path, top: Path, *names: str) -> Path:
    """The folder stands at `top`/names afterwards and no longer where it was. Raises FileExistsError.

    The folders of an installation may be mounted one by one, and no folder is renamed from one file system
    into another. So it is copied into `top` first, beside the keys, where no reader looks for a version.
    """
    final = top.joinpath(*names)
    final.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=".staged-", dir=top))
    try:
        shutil.copytree(folder, staged, dirs_exist_ok=True)
        staged.chmod(0o755)
        try:
            staged.replace(final)
        except OSError as fault:
            if final.exists():
                raise FileExistsError(str(final)) from fault
            raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    shutil.rmtree(folder)
    return final
