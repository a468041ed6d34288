"""Private data folder: shuts what Easel keeps to the machine's other accounts.

Prompts, pictures and the cookies' secret are in it. What is made is private by the process's umask; what an earlier
Easel made under another one is shut at the start. Folders are shut as a whole: nobody reaches what is in them.
"""

import logging
import os
import stat
from pathlib import Path
from typing import Final

LOG = logging.getLogger(__name__)
UMASK: Final = 0o077
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
OWN: Final = frozenset(
    {"gradio", "incoming", "lock", "pictures", "prepared", "secret", "spool", "thumbs", "uploads"}
)
"""What Easel makes in its data folder, beside the database."""
DATABASE: Final = "easel.db"


def set_private_umask() -> None:
    """Makes every file and folder from now on readable by this account alone."""
    os.umask(UMASK)


def shut_folder(data: Path) -> None:
    """Takes other accounts' rights to what Easel made in the data folder.

    And to the folder itself if all in it is its own. Somebody else's things stay as they are, and so does what
    another account owns: that is logged. Blocks; raises OSError where the folder cannot be read.
    """
    entries = list(data.iterdir())
    own = [entry for entry in entries if _is_own(entry.name)]
    for path in (*own, *([data] if len(own) == len(entries) else [])):
        _shut(path)


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith((DATABASE, ".secret-", ".probe-"))


def _shut(path: Path) -> None:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode) or not mode & OTHERS:
        return
    try:
        path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except PermissionError:
        LOG.warning("Other accounts of this machine can read %s, which is not this account's to shut.", path)
