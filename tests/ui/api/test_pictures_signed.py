"""A signed picture with its recipe: the file as it is and the recipe beside it."""

import io
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from providers.types import ImageRequest
from studio.recipes.recipe import from_json
from studio.types import Picture, Run
from tests.studio.credentials.signing import sign, validation_state
from ui.api.pictures import _copy_with_recipe
from ui.api.recipes import _recipe_text


@pytest.mark.parametrize("sort", ["png", "jpeg", "webp", "avif"])
async def test_a_signed_file_stays_as_it_is_with_its_recipe_beside_it(tmp_path: Path, sort: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, sort)
    signed, mime, path = sign(out.getvalue(), f"image/{sort}"), f"image/{sort}", tmp_path / "a"
    path.write_bytes(signed)
    picture = Picture(id="abcdefgh", run="r", call="c", number=1, path=path, state="done", mime=mime)
    request = ImageRequest(task="generate", prompt="灯塔")
    run = Run(id="r", visitor="v", gateway="demo", model="m", route="", request=request, pictures=(picture,))

    async def get(*_: str) -> Run:
        return run

    studio: Any = SimpleNamespace(get=get)
    answer: Any = await _copy_with_recipe(studio, "v", picture)
    data = b"".join([piece async for piece in answer.body_iterator])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name, recipe = archive.namelist()
        assert (Path(name).stem, Path(recipe).suffix) == (Path(recipe).stem, ".json")
        assert archive.read(name) == signed
        assert validation_state(archive.read(name), mime) == "Valid"
        beside = tmp_path / "a.json"
        beside.write_bytes(archive.read(recipe))
    assert from_json(_recipe_text(beside)).prompt == "灯塔"
