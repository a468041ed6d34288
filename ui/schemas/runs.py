"""The JSON of runs, calls, pictures, conversations and the gallery."""

from typing import Any

from ui.schemas import View
from ui.schemas.errors import ErrorView


class PictureView(View):
    """A picture of a run.

    `bytes` grows to `expected` (0: not announced); `call` is the call that brought it. `created` is when it
    began to come, `gone` when its file was removed since it had been deleted, in seconds since the epoch.
    `view_url` is what a browser shows as other programs do, turned by the file's own note. `favourite` and
    `deleted` are the visitor's marks, null where an answer does not tell them.
    """

    id: str
    url: str
    thumb_url: str
    view_url: str
    state: str
    kind: str
    width: int
    height: int
    mime: str
    bytes: int
    sha256: str
    draft: bool
    parent: str
    number: int
    expected: int
    call: str
    created: float
    gone: float | None
    favourite: bool | None = None
    deleted: bool | None = None


class InputImageView(View):
    """A picture that goes along, as it was brought; `view_url` shows it in any browser.

    `id` goes into `pictures` of a run. `width` and `height` are its pixels as they are shown.
    """

    id: str
    url: str
    thumb_url: str
    view_url: str
    name: str
    width: int
    height: int
    mime: str
    bytes: int
    sha256: str


class TimingsView(View):
    """Seconds since the epoch, null while not reached."""

    created: float | None
    sent: float | None
    first_byte: float | None
    first_pixel: float | None
    last_byte: float | None
    ended: float | None


class CallView(View):
    """One request to a gateway.

    `progress` is the gateway's own 0..1; `resend_at` announces a resend. `readable`: it ended without what
    was asked, but its answer had begun to come and can be read again.
    """

    id: str
    number: int
    count: int
    state: str
    attempt: int
    text: str
    reasoning: str
    progress: float | None
    progress_words: str
    received: int
    resend_at: float | None
    resend_error: ErrorView | None
    error: ErrorView | None
    status: int | None
    request_id: str
    model_named: str
    usage: dict[str, int]
    notices: tuple[dict[str, str | int], ...]
    timings: TimingsView
    readable: bool


class ExpandView(View):
    """The pixels by which the first input image was to grow on each side, counted in its own."""

    left: int
    top: int
    right: int
    bottom: int


class AskedView(View):
    """The settings of a run; an empty field was not asked for.

    `extra` are parameters that no option knows. `images` went along in this order, `mask` and `markup` were drawn
    over the first of them. `cutout`: with a transparent background. `expand` is null where none was
    asked for. `padding`: the pixels around the first image as it was sent, those of `expand` among them, null where
    it was sent without any; the model's own answer shows them, too.
    """

    aspect_ratio: str
    resolution: str
    size: str
    count: int
    options: dict[str, str | int]
    extra: dict[str, Any]
    images: tuple[InputImageView, ...] = ()
    mask: InputImageView | None = None
    markup: InputImageView | None = None
    cutout: bool = False
    expand: ExpandView | None = None
    padding: ExpandView | None = None


class RunView(View):
    """One press of the button, with its calls and its pictures.

    `gateway_name` is for people. `by_rule`: painted here by rule, no AI model. `now` is the server's clock.
    `conversation` and `based_on` (a picture's id) are those of a turn of a chat, "" otherwise. `queue_position`:
    its place in the line of its gateway while it waits there for its turn, 0 otherwise. `typical_seconds`: the
    median of the last calls like its own, null while none is known.
    """

    id: str
    task: str
    state: str
    gateway: str
    gateway_name: str
    by_rule: bool
    model: str
    route: str
    prompt: str
    asked: AskedView
    pictures: tuple[PictureView, ...]
    text: str
    reasoning: str
    notices: tuple[dict[str, str | int], ...]
    usage: dict[str, int]
    error: ErrorView | None
    calls: tuple[CallView, ...]
    timings: TimingsView
    created: float
    now: float
    parent: str
    conversation: str
    based_on: str
    queue_position: int
    typical_seconds: float | None


class RunPage(View):
    """Runs, newest first; `next` is the cursor of the older ones, "" when there are none.

    `visitor` names you to your own pages: it is another one after a login as somebody else.
    """

    runs: tuple[RunView, ...] = ()
    next: str = ""
    visitor: str = ""


class ConversationView(View):
    """A conversation in the list.

    `head` is the run at which it stands, `cover_url` a small picture of it or "".
    """

    id: str
    title: str
    head: str
    turns: int
    cover_url: str
    created: float
    changed: float
    deleted: bool


class ConversationPage(View):
    """Conversations, the last changed first.

    `next` is the cursor of the older ones, "" when there are none.
    """

    conversations: tuple[ConversationView, ...] = ()
    next: str = ""


class ConversationDetail(View):
    """A conversation with its runs, oldest first.

    Each run goes on from its `parent`; `versions` numbers its pictures, by id.
    """

    conversation: ConversationView
    runs: tuple[RunView, ...]
    versions: dict[str, int]


class GalleryItemView(View):
    """A picture of the gallery: with what is needed of the run that brought it."""

    picture: PictureView
    run: str
    task: str
    gateway: str
    gateway_name: str
    model: str
    by_rule: bool
    prompt: str
    created: float
    favourite: bool


class GalleryItemPage(View):
    """Pictures, newest first; `next` is the cursor of the older ones, "" when there are none."""

    pictures: tuple[GalleryItemView, ...] = ()
    next: str = ""


class GalleryModels(View):
    """The models that the visitor has pictures of, each as its gateway's id and its own."""

    models: tuple[tuple[str, str], ...] = ()


class MarkResult(View):
    """The number of pictures that were marked."""

    marked: int
