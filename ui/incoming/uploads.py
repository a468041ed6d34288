"""Uploaded files: admitted, streamed to disk, and stored as the visitor's input images."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Annotated

from pydantic import InstanceOf, WithJsonSchema
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from studio.errors import NoCookie
from studio.studio import Studio
from studio.types import InputImage
from ui.incoming.multipart import IncomingFile, IncomingParser
from ui.schemas.errors import ApiError
from ui.schemas.request_body import FORM_TYPE, MAX_FIELD_BYTES, MAX_FIELDS, content_type, open_form
from ui.security.visitor_cookie import origin_of, visitor_of

File = Annotated[InstanceOf[UploadFile], WithJsonSchema({"type": "string", "format": "binary"})]
"""A file of a form."""


@asynccontextmanager
async def receive_form(request: Request, studio: Studio, *, files: int = 1) -> AsyncIterator[FormData]:
    """The request's form, its files on disk in `incoming/` as long as it is open.

    Raises StudioError's classes before a byte of it is read, where there is no room for it or its visitor is not
    known yet: what is stored for a cookie that never comes back is nobody's. Raises ApiError where it cannot be
    read as a form.
    """
    if content_type(request) != FORM_TYPE:
        async with open_form(request, files=0) as form:
            yield form
        return
    length = request.headers.get("content-length", "")
    async with admit_upload(request, studio, size=int(length) if length.isdecimal() else 0):
        form = await _parse(request, studio, files=files)
        try:
            yield form
        finally:
            await form.close()


@asynccontextmanager
async def admit_upload(request: Request, studio: Studio, *, size: int) -> AsyncIterator[None]:
    """Admits so many bytes, for as long as they are stored.

    Raises StudioError's classes where that cannot be.
    """
    if not origin_of(request).is_known:
        raise NoCookie
    address = request.client.host if request.client else ""
    async with studio.disk.admit_upload(visitor_of(request), address=address, size=size):
        yield


async def _parse(request: Request, studio: Studio, *, files: int) -> FormData:
    folder = studio.references.incoming
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
    async with aclosing(request.stream()) as stream:
        parser = IncomingParser(
            request.headers,
            stream,
            folder=folder,
            floor=studio.disk.limits.keep_free,
            max_files=files,
            max_fields=MAX_FIELDS,
            max_part_size=MAX_FIELD_BYTES,
        )
        try:
            return await parser.parse()
        except MultiPartException as error:
            raise ApiError("bad_input", status=400, said="multipart") from error


async def save_upload(studio: Studio, visitor: str, file: UploadFile, *, painted_for: str = "") -> InputImage:
    """Store an uploaded file as the visitor's input image.

    Raises StudioError's classes for what is no picture.
    """
    name = _name(file.filename or "")
    return await studio.references.add(visitor, path_of(file), name=name, painted_for=painted_for)


def path_of(file: UploadFile) -> Path:
    """Path of a received file, which is there as long as its form is open."""
    if not isinstance(file.file, IncomingFile):
        raise TypeError(f"{file.filename} was not received into the data folder")
    return file.file.path


def _name(filename: str) -> str:
    """The file's own name without a folder, and without what no name should hold."""
    plain = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in plain if letter.isprintable())
