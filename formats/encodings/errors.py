"""The error of bytes that cannot be what they should be."""

from collections.abc import Mapping


class DecodingError(ValueError):
    """An encoding broken in the middle, or more than is read.

    `params` has the `reason` ("compression", "too_long"), and with the latter `limit_mb`.
    """

    def __init__(self, reason: str, **params: str | int) -> None:
        super().__init__(reason)
        self.params: Mapping[str, str | int] = {"reason": reason, **params}
