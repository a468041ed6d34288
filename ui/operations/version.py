"""The version and commit of the running program."""

from pathlib import Path
from typing import Final

VERSION: Final = "0.1.0"
ROOT: Final = Path(__file__).parents[2]
UNKNOWN: Final = "unknown"
SHORT: Final = 12
COMMIT_FILE: Final = "COMMIT"
"""Where a build without a repository (a container) writes its commit."""


def read_commit(root: Path = ROOT) -> str:
    """The short id of the program's commit, or "unknown"; blocks."""
    written = root / COMMIT_FILE
    try:
        return (written.read_text().strip() if written.exists() else _checked_out(root / ".git"))[:SHORT]
    except (OSError, StopIteration):
        return UNKNOWN


def program_version() -> str:
    """The version with its commit, as people see it; blocks."""
    commit = read_commit()
    return VERSION if commit == UNKNOWN else f"{VERSION} · {commit}"


def _checked_out(git: Path) -> str:
    """The commit that HEAD names. Raises OSError or StopIteration where there is none."""
    if git.is_file():  # a worktree
        git = Path(git.read_text().partition("gitdir:")[2].strip())
    common = git / (git / "commondir").read_text().strip() if (git / "commondir").exists() else git
    head = (git / "HEAD").read_text().strip()
    if not head.startswith("ref: "):
        return head
    name = head.removeprefix("ref: ")
    if (common / name).exists():
        return (common / name).read_text().strip()
    packed = (common / "packed-refs").read_text().splitlines()
    return next(line.partition(" ")[0] for line in packed if line.endswith(f" {name}"))
