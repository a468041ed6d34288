"""Uploads that do not say how long they are (`Transfer-Encoding: chunked`).

As some tunnels make of every upload (cloudflare/cloudflared#544): read as they come up to the bound of uploads,
refused beyond it, never gathered.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from PIL import Image

from tests.easel_process import Easel
from tests.simulator import Simulator
from tests.ui.api.test_references import mask, png
from tests.ui.run_helpers import IMAGES, until
from ui.security.request_guard import UPLOAD_LIMITS

BOUNDARY = "chunked-uploads"
TYPE = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
MEGABYTE = 2**20


def file_head(name: str, file: str = "photo.png") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
    return f"{head}Content-Type: image/png\r\n\r\n".encode()


def form(files: Mapping[str, bytes], fields: Mapping[str, str] | None = None) -> bytes:
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (fields or {}).items()
    ]
    parts += [file_head(name) + data + b"\r\n" for name, data in files.items()]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


async def pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A PNG of 2 MB."""
    path: Path = tmp_path_factory.mktemp("photo") / "photo.png"
    noise = np.random.default_rng(1).integers(0, 256, (850, 850, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path, compress_level=0)
    assert path.stat().st_size > 2 * MEGABYTE
    return path.read_bytes()


@pytest.mark.parametrize("size", [1000, 65_536, 4 * MEGABYTE])
async def test_a_reference_in_chunks_of_any_size_is_kept_as_it_came(
    anna: httpx.AsyncClient, photo: bytes, size: int
) -> None:
    answer = await anna.post("/api/references", headers=TYPE, content=pieces(form({"image": photo}), size))
    assert "content-length" not in answer.request.headers
    assert answer.status_code == 201, answer.text
    assert (await anna.get(answer.json()["url"])).content == photo


async def test_a_run_with_its_files_and_a_mask_in_chunks(
    anna: httpx.AsyncClient, simulator: Simulator, photo: bytes
) -> None:
    fields = {"task": "edit", "gateway": "custom", "model": "gpt-image-1", "prompt": "a hat"}
    fields["options"] = json.dumps(IMAGES["options"])
    body = form({"images": photo, "mask": mask((850, 850))}, fields)
    answer = await anna.post("/api/runs", headers=TYPE, content=pieces(body, 30_000))
    assert answer.status_code == 202, answer.text
    run = await until(anna, answer.json()["id"], lambda run: run["state"] == "done")
    assert (len(run["asked"]["images"]), simulator.posts) == (1, 1)
    assert run["asked"]["mask"] is not None


async def test_a_recipe_in_chunks_is_looked_for(anna: httpx.AsyncClient) -> None:
    answer = await anna.post("/api/recipes", headers=TYPE, content=pieces(form({"image": png((64, 64))}), 100))
    assert (answer.status_code, answer.json()["error"]["kind"]) == (422, "no_recipe")


async def test_beyond_the_bound_it_is_refused_and_the_server_has_not_grown(
    anna: httpx.AsyncClient, easel: Easel
) -> None:
    async def too_much() -> AsyncIterator[bytes]:
        yield file_head("image")
        for _ in range(UPLOAD_LIMITS["/api/references"] // MEGABYTE + 1):
            yield bytes(MEGABYTE)

    before = peak_memory(easel)
    answer = await anna.post("/api/references", headers=TYPE, content=too_much())
    assert (answer.status_code, answer.json()["error"]["kind"]) == (413, "body_too_large")
    assert "the limit is 102400 KB" in answer.json()["error"]["message"]
    assert peak_memory(easel) - before < 40 * MEGABYTE
    assert (await anna.get("/healthz")).status_code == 200


def peak_memory(easel: Easel) -> int:
    """The most memory that the server has had, in bytes."""
    status = Path(f"/proc/{easel.pid}/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


async def raw(easel: Easel, *sent: bytes) -> bytes:
    """The answer to bytes on a connection of their own, which the server closes."""
    address = urlsplit(easel.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        for data in sent:
            writer.write(data)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), 20)
    finally:
        writer.close()


def head(easel: Easel, path: str, *lines: str) -> bytes:
    kinds = f"Content-Type: {TYPE['content-type']}", "Transfer-Encoding: chunked", "Connection: close"
    return "\r\n".join(
        [f"POST {path} HTTP/1.1", f"Host: {urlsplit(easel.url).netloc}", *kinds, *lines, "", ""]
    ).encode()


async def test_chunks_with_extensions_and_trailers_are_read_too(easel: Easel) -> None:
    body = form({"image": png((64, 64))})
    chunks = [b"%x;name=value\r\n%s\r\n" % (len(piece), piece) for piece in (body[:9], body[9:])]
    answer = await raw(easel, head(easel, "/api/references"), *chunks, b"0\r\nX-Checksum: none\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 201 ")


@pytest.mark.parametrize("path", sorted(UPLOAD_LIMITS))
async def test_a_form_that_breaks_off_in_its_chunks_is_refused_and_nothing_hangs(easel: Easel, path: str) -> None:
    cut = file_head("image") + b"\x89PNG"
    answer = await raw(easel, head(easel, path), b"%x\r\n%s\r\n0\r\n\r\n" % (len(cut), cut))
    assert answer.startswith(b"HTTP/1.1 4")
    nothing = await raw(easel, head(easel, path), b"0\r\n\r\n")
    assert nothing.startswith(b"HTTP/1.1 4")


async def test_elsewhere_a_body_in_chunks_has_the_bound_of_one_that_is_no_upload(anna: httpx.AsyncClient) -> None:
    body = form({"image": bytes(300 * 1024)})
    for path in ("/api/keys", "/api/pictures"):
        answer = await anna.post(path, headers=TYPE, content=pieces(body, 65_536))
        assert (answer.status_code, answer.json()["error"]["kind"]) == (413, "body_too_large")
