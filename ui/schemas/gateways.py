"""The JSON of gateways, models and their caps.

ui/gateway_settings/gateway_list.py fills it. There is never a key or an address in it.
"""

from ui.schemas import View


class SizeView(View):
    """The pixels that the gateway promises for an aspect ratio and a resolution."""

    aspect_ratio: str
    resolution: str
    width: int
    height: int


class OptionView(View):
    """One option of a model.

    `kind` is choice (`values`), number (`minimum` to `maximum`) or words (up to `max_length` characters).
    """

    name: str
    kind: str
    values: tuple[str, ...] = ()
    default: str | int | None = None
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None


class InputsView(View):
    """The limits of input images; a limit of 0 is no limit.

    At most `max_images` of them, each of these `formats`. `mask`: the gateway itself takes one; without it
    the area is marked in a second picture. `markup`: it takes a layer of marks drawn on the first picture.
    """

    max_images: int
    formats: tuple[str, ...]
    max_bytes: int
    max_pixels: int
    mask: bool
    markup: bool


class CapsView(View):
    """The capabilities of a model by one route.

    `count` is the most pictures in one call; more are several calls.
    """

    aspect_ratios: tuple[str, ...]
    resolutions: tuple[str, ...]
    sizes: tuple[SizeView, ...]
    free_size: dict[str, int | float] | None
    verbatim: tuple[str, ...]
    any_size: bool
    count: int
    count_streamed: int
    streams: tuple[bool, ...]
    options: tuple[OptionView, ...]
    prompt_limit: int
    inputs: InputsView | None


class RouteView(View):
    """One route to a model; `options.route` chooses it by this name.

    `edits`: with pictures, null where none go.
    """

    name: str
    caps: CapsView
    edits: CapsView | None


class FeaturesView(View):
    """Features that people choose a model by, by any of its routes.

    `resolution` is the highest that it names, "" for none; `max_images` the most input images of one call. `mask`:
    the gateway takes one. `streams`: its answer can come in pieces. `transparent`: a background can be asked for.
    """

    resolution: str
    max_images: int
    mask: bool
    streams: bool
    transparent: bool


class ModelView(View):
    """A model; `caps` are those of its first route.

    `name` and `nickname` are the same at every gateway. `typical_seconds`: the median of
    its last calls on this server, null where there were none. `family`: what an added model was taken for, "" for
    one that the gateway's own file describes, or of which nothing is known; `family_is_guess`: its id is new, and
    the nearest family stands in, as `note` says. `added`: you
    ticked it yourself, as one of the family `added_as`, "" where you named none. `offered`: it stands in the page's
    lists; one that you unticked does not, and can still be used by its id. `ends`: the day on which its maker shuts
    it down or did, "" where none is announced; `ends_by_report`: others say so, and no page of the maker's.
    """

    id: str
    label: str
    name: str
    nickname: str
    family: str
    family_is_guess: bool
    note: str
    features: FeaturesView
    typical_seconds: float | None
    caps: CapsView
    routes: tuple[RouteView, ...]
    added: bool
    added_as: str
    offered: bool
    ends: str
    ends_by_report: bool


class GatewayView(View):
    """A gateway. `key` says whose key would be used: "yours", "server", or "none".

    `server_key` says of the server's own whether it is "open", "closed" to visitors, or there is "none". `key_tail`
    is what may be shown of your own key, `takes_key` whether you can give one; `by_rule`: it is no AI model.
    `lists_models`: it can be asked for its models; `own`: you added it, and nobody else sees it. `families` are
    those that an added model can be said to be of.
    """

    id: str
    name: str
    site: str
    key: str
    key_tail: str
    key_set: bool
    server_key: str
    needs_key: bool
    takes_key: bool
    by_rule: bool
    lists_models: bool
    own: bool
    families: tuple[str, ...]
    models: tuple[ModelView, ...]


class DefaultView(View):
    """The model that the page opens with."""

    gateway: str
    model: str


class BudgetView(View):
    """The calls and tokens a day of the server's own keys, for everybody together.

    null where there is no such limit. `renews_at`: when the next day begins, in seconds since the epoch.
    """

    calls: int | None
    calls_left: int | None
    tokens: int | None
    tokens_left: int | None
    renews_at: float


class GatewayList(View):
    """Every gateway, in the order in which the page shows them.

    `budget` is null where there is none.
    """

    gateways: tuple[GatewayView, ...]
    default: DefaultView
    budget: BudgetView | None
