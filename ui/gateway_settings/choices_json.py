"""The JSON of gateways and models that visitors add: what comes in, what goes out."""

from collections.abc import Iterable
from typing import Annotated, Any, Final

from pydantic import Field

from providers.added_models import is_model_id
from providers.types import Gateway
from ui.gateway_settings.image_ids import is_image_id
from ui.gateway_settings.visitor_gateways import (
    MAX_ADDED,
    MAX_OWN,
    MAX_UNTICKED,
    OWN_ID,
    GatewayChoices,
    OwnGateway,
)
from ui.schemas import View
from ui.schemas.errors import ErrorResponse
from ui.schemas.request_body import RequestBody
from ui.security.visitor_cookie import public_name

MAX_LISTED: Final = 10_000
"""Models of one list that are told; those whose ids speak of images come first."""
MAX_GATEWAYS: Final = 64

REFUSED: Final[dict[int | str, dict[str, Any]]] = {status: {"model": ErrorResponse} for status in (422, 428, 429)}


ModelId = Annotated[str, Field(min_length=1, max_length=200)]


class AddedModelBody(RequestBody):
    """A model to be offered to you.

    `family` is one of the gateway's `families`, "" where you do not know: then it is offered by every route.
    """

    id: ModelId
    family: str = Field(default="", max_length=64)


class AddedModelsBody(RequestBody):
    """All models that you add to a gateway, in the place of those before."""

    models: list[AddedModelBody] = Field(max_length=MAX_ADDED)


class UntickedModelsBody(RequestBody):
    """All models of a gateway that your lists leave out, in the place of those before."""

    models: list[ModelId] = Field(max_length=MAX_UNTICKED)


class OwnGatewayBody(RequestBody):
    """A gateway of your own, by its address; with a key where it asks for one."""

    address: str = Field(min_length=1, max_length=2048, repr=False, examples=["https://api.example.com/v1"])
    name: str = Field(default="", max_length=256)
    key: str = Field(default="", max_length=4096, repr=False)


class MovedGatewayBody(RequestBody):
    """Another address for a gateway of your own, such as its test found to work."""

    address: str = Field(min_length=1, max_length=2048, repr=False)


class RememberedGatewayBody(RequestBody):
    """A gateway of your own as GET /api/gateways/mine told it."""

    id: Annotated[str, Field(pattern=f"^{OWN_ID.pattern}$")]
    name: str = Field(max_length=256)
    address: str = Field(min_length=1, max_length=2048, repr=False)
    needs_key: bool = False


class MineBody(RequestBody):
    """The answer of GET /api/gateways/mine, to be taken up again after a restart.

    With a `visitor` it is taken up only where you are that visitor. It takes the place of what is known where it
    was `changed` later; without `changed` it is taken up only where nothing is known.
    """

    visitor: str = Field(default="", max_length=64)
    changed: int = Field(default=0, ge=0, le=2**53)
    own: list[RememberedGatewayBody] = Field(default_factory=list, max_length=MAX_OWN)
    models: dict[str, Annotated[list[AddedModelBody], Field(max_length=MAX_ADDED)]] = Field(
        default_factory=dict, max_length=MAX_GATEWAYS
    )
    unticked: dict[str, Annotated[list[ModelId], Field(max_length=MAX_UNTICKED)]] = Field(
        default_factory=dict, max_length=MAX_GATEWAYS
    )


class AddedModelView(View):
    """A model that you added."""

    id: str
    family: str


class OwnGatewayView(View):
    """A gateway that you added. Its key is in this server's memory and told to nobody."""

    id: str
    name: str
    address: str
    needs_key: bool


class MineView(View):
    """The gateways that you added, the models, and those that you unticked, by the gateway's id.

    `visitor` is your public name, which opens nothing; `changed` is when you chose last, in milliseconds since
    1970, 0 for never.
    """

    visitor: str
    changed: int
    own: tuple[OwnGatewayView, ...]
    models: dict[str, tuple[AddedModelView, ...]]
    unticked: dict[str, tuple[str, ...]]


class RestoredView(MineView):
    """All that you chose, as it is now.

    `left_out` counts what was to be taken up again and is not offered here any more.
    """

    left_out: int


class ListedModelView(View):
    """A model that a gateway lists.

    `image`: its id speaks of images; `offered`: it can be chosen already.
    """

    id: str
    image: bool
    offered: bool


class ModelListView(View):
    """A gateway's answer to GET /models; `total` counts those beyond the list, too."""

    models: tuple[ListedModelView, ...]
    total: int


class AddressesView(View):
    """The base URLs of gateways by their ids, without what may be a key.

    Where others can reach the server, addresses in its own network are not among them.
    """

    addresses: dict[str, str]


def mine_view(choices: GatewayChoices, *, visitor: str) -> MineView:
    """The gateways and models that a visitor added, and the models that they unticked."""
    return MineView(
        visitor=public_name(visitor),
        changed=choices.changed,
        own=tuple(map(own_view, choices.own)),
        models={
            gateway: tuple(AddedModelView(id=model.id, family=model.family) for model in models)
            for gateway, models in choices.added.items()
        },
        unticked={gateway: tuple(sorted(models)) for gateway, models in choices.unticked.items()},
    )


def own_view(gateway: OwnGateway) -> OwnGatewayView:
    """A gateway that a visitor added."""
    return OwnGatewayView(id=gateway.id, name=gateway.name, address=gateway.base_url, needs_key=gateway.needs_key)


def list_view(ids: Iterable[str], gateway: Gateway) -> ModelListView:
    """The list, those whose ids speak of images first, each part by its ids."""
    offered = {model.id for model in gateway.models}
    usable = sorted(filter(is_model_id, ids), key=lambda name: (not is_image_id(name), name.lower()))
    return ModelListView(
        models=tuple(
            ListedModelView(id=name, image=is_image_id(name), offered=name in offered)
            for name in usable[:MAX_LISTED]
        ),
        total=len(usable),
    )
