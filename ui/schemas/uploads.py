"""Uploaded files: copied to disk, and stored as the visitor's input images."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

from pydantic import InstanceOf, WithJsonSchema
from starlette.datastructures import UploadFile

from studio.studio import Studio
from studio.types import InputImage

File = Annotated[InstanceOf[UploadFile], WithJsonSchema({"type": "string", "format": "binary"})]
"""A file of a form."""


@asynccontextmanager
async def upload_on_disk(studio: Studio, file: UploadFile) -> AsyncIterator[Path]:
    """A copy of an uploaded file, which goes away afterwards unless somebody took it."""
    path = studio.references.incoming / secrets.token_hex(16)
    try:
        await asyncio.to_thread(_copy, file.file, path)
        yield path
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def save_upload(studio: Studio, visitor: str, file: UploadFile, *, painted_for: str = "") -> InputImage:
    """Store an uploaded file as the visitor's input image.

    Raises StudioError's classes for what is no picture.
    """
    async with upload_on_disk(studio, file) as path:
        return await studio.references.add(visitor, path, name=_name(file.filename or ""), painted_for=painted_for)


def _copy(source: BinaryIO, path: Path) -> None:
    """Copies to a path that is not there yet; blocks."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as out:
        shutil.copyfileobj(source, out, 1024 * 1024)


def _name(filename: str) -> str:
    """The file's own name without a folder, and without what no name should hold."""
    plain = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in plain if letter.isprintable())
