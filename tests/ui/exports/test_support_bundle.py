"""The bundle for a gateway's help desk.

No key is in it, also where the answer is compressed.
"""

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from providers.types import ImageRequest
from studio.storage.call_files import META_FILE, RAW_FILE
from studio.types import Call, Run
from ui.exports.support_bundle import SupportBundle

KEY = "sk-live-0123456789abcdef-of-the-server"
ANSWER = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}, "filler": "x" * 3000}).encode()


@pytest.mark.parametrize("named", ["", "right"])
@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("br", brotli.compress), ("deflate", zlib.compress), ("", bytes)],
    ids=["gzip", "br", "deflate", "plain"],
)
def test_no_key_is_in_a_compressed_answer(
    tmp_path: Path, encoding: str, pack: Callable[[bytes], bytes], named: str
) -> None:
    (tmp_path / RAW_FILE).write_bytes(pack(ANSWER))
    meta = {"content_type": "application/json", "content_encoding": encoding if named else ""}
    (tmp_path / META_FILE).write_text(json.dumps(meta))
    call = Call(id="c", run="r", number=1, state="failed")
    request = ImageRequest(task="generate", prompt="a cat")
    run = Run(id="r", visitor="v", gateway="g", model="m", route="", request=request, calls=(call,))
    bundle = SupportBundle(run=run, record={}, folders=(tmp_path,), keys=(KEY,), gateway="G", lang="en")
    files = {
        entry.name: entry.content if isinstance(entry.content, bytes) else b"".join(entry.content)
        for entry in bundle.entries()
    }
    answer = files["answer-1.raw"]
    assert b"Incorrect API key provided" in answer, "it is readable"
    assert all(KEY.encode() not in content for content in files.values())
