"""Restore: puts a backup in the place of the data folder, which is kept aside.

`python -m studio.maintenance.restore FROM`, which is `make restore FROM=…`. Easel must not be running.

The backup is verified first, and nothing is touched where it is not whole. What was in the data folder before moves
into a folder `before-restore-…` in it, to be deleted by hand.
"""

import argparse
import asyncio
import shutil
import sys
import time
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from studio.disk.private_folder import OWN, set_private_umask
from studio.env import environment
from studio.errors import JournalFailed
from studio.maintenance.backup import DATABASE, BackupFailed, database_file
from studio.maintenance.verify import run as verify_folder
from studio.storage.database import Database

PARTS: Final = OWN - {"lock", "gradio", "incoming"}
ARRIVING: Final = ".restoring"


def restore(backup: Path, *, data: Path) -> Path:
    """Puts the backup in its place and returns the folder in which the former data lies; blocks.

    Raises BackupFailed, and then nothing was changed, or OSError.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with FileLock(data / "lock", timeout=0):
            return _replace(backup, data=data)
    except Timeout as error:
        raise BackupFailed(f"An Easel is using {data}; stop it first. Nothing was changed.") from error


def _replace(backup: Path, *, data: Path) -> Path:
    arriving, former = data / ARRIVING, data / f"before-restore-{time.strftime('%Y%m%d-%H%M%S')}"
    shutil.rmtree(arriving, ignore_errors=True)
    parts = [path for path in backup.iterdir() if path.name == DATABASE or path.name in PARTS]
    try:
        arriving.mkdir(mode=0o700)
        for path in parts:
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            copy(path, arriving / path.name)
        if asyncio.run(_check(arriving)):
            raise BackupFailed(f"The backup in {backup} is not whole.")
        former.mkdir(mode=0o700)
        for path in list(data.iterdir()):
            if path.name in PARTS or path.name.startswith(DATABASE):
                path.rename(former / path.name)
        for path in list(arriving.iterdir()):
            path.rename(data / path.name)
    finally:
        shutil.rmtree(arriving, ignore_errors=True)
    return former


async def _check(data: Path) -> int:
    """Brings a copied journal up to date and verifies its folder; 0 when all is well. Raises JournalFailed."""
    async with Database("", data=data):
        pass
    return await verify_folder("", data=data)


def main() -> int:
    parser = argparse.ArgumentParser(prog="studio.maintenance.restore", description=__doc__.splitlines()[0])
    parser.add_argument("backup", type=Path, metavar="FROM", help="the folder of a backup")
    backup = parser.parse_args().backup.expanduser().resolve()
    set_private_umask()
    env = environment()
    data = Path(env.get("EASEL_DATA_DIR") or "data").expanduser().resolve()
    try:
        if database_file(env.get("EASEL_DATABASE_URL", "").strip(), data=data) != data / DATABASE:
            raise BackupFailed(
                f"EASEL_DATABASE_URL names another place than {data / DATABASE}; unset it to restore."
            )
        if not (backup / DATABASE).exists():
            raise BackupFailed(f"{backup} holds no backup.")
        former = restore(backup, data=data)
    except (BackupFailed, JournalFailed, OSError) as error:
        print(f"Nothing was restored. {error}", file=sys.stderr)
        return 1
    print(f"{data} is as the backup was; what was there before is in {former}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
