"""Command for the people who can log in: `python -m studio.users`.

list, add, rename, role, password, merge, remove, export, hash. It works on the database while the server runs,
which sees the change within seconds.
"""

import argparse
import asyncio
import sys
import time
from getpass import getpass
from pathlib import Path

from studio.env import environment
from studio.errors import JournalFailed
from studio.storage.database import Database
from studio.users.commands import Commands
from studio.users.passwords import MAX_LENGTH, Passwords
from studio.users.user_store import ROLES, UserRefused


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m studio.users", description="The people who can log in to Easel."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help="everybody, with role, pictures and the last visit")
    add = commands.add_parser("add", help="a new user; the password is asked for, or read from standard input")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, default="member")
    add.add_argument("--restore", action="store_true", help="let in again who was removed, with all their pictures")
    rename = commands.add_parser("rename", help="another name for the same person, who keeps everything")
    rename.add_argument("name")
    rename.add_argument("new_name")
    role = commands.add_parser("role", help="admin, member, or guest (own key only)")
    role.add_argument("name")
    role.add_argument("role", choices=ROLES)
    commands.add_parser("password", help="a new password, which ends all their sessions").add_argument("name")
    merge = commands.add_parser("merge", help="gives all that one person owns to another, and ends the first login")
    merge.add_argument("name")
    merge.add_argument("into")
    remove = commands.add_parser("remove", help="shuts a login; what the person made stays")
    remove.add_argument("name")
    remove.add_argument(
        "--pictures", action="store_true", help="delete all that they own as well, from the disk too"
    )
    export = commands.add_parser("export", help="all that one person owns, as a zip")
    export.add_argument("name")
    export.add_argument("to", type=Path)
    commands.add_parser("hash", help="an argon2id hash of a password, for EASEL_USERS")
    return parser.parse_args(arguments)


def read_password() -> str:
    """The password, twice from the terminal or a line of standard input. Raises UserRefused."""
    if sys.stdin.isatty():
        password = getpass("Password: ")
        if getpass("Again: ") != password:
            raise UserRefused("The two are not the same; nothing was changed.")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    if not 1 <= len(password) <= MAX_LENGTH:
        raise UserRefused(f"A password has 1 to {MAX_LENGTH} characters; nothing was changed.")
    return password


async def run(arguments: argparse.Namespace, *, url: str, data: Path) -> int:
    """Does what is asked, prints what came of it, and returns the exit status."""
    try:
        if arguments.command == "hash":
            print(Passwords().hash_now(read_password()))
            return 0
        if arguments.command == "add":
            await asyncio.to_thread(data.mkdir, mode=0o700, parents=True, exist_ok=True)
        async with Database(url, data=data) as database:
            commands = Commands(database, data=data, now=time.time, read_password=read_password)
            for line in await commands.run(arguments):
                print(line)
    except (UserRefused, JournalFailed, OSError) as error:
        print(str(error).splitlines()[0], file=sys.stderr)
        # aiosqlite's thread has a last word for the loop after it failed, and prints a traceback without one.
        await asyncio.sleep(0.1)
        return 1
    return 0


def main() -> int:
    env = environment()
    data = Path(env.get("EASEL_DATA_DIR") or "data").expanduser().resolve()
    return asyncio.run(run(read_arguments(), url=env.get("EASEL_DATABASE_URL", "").strip(), data=data))


if __name__ == "__main__":
    sys.exit(main())
