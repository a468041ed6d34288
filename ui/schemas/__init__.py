"""The JSON of the API: schemas, serialisation in the reader's language, errors."""

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """Base of every model that the API answers with: what it documents is what it sends."""

    model_config = ConfigDict(frozen=True)
