"""Syntax trees of the repository's files, parsed once for all tests of a worker."""

import ast
import functools
from pathlib import Path


@functools.cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))
