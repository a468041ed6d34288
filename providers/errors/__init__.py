"""Everything that can go wrong between a press and a picture, as one tree.

    ProviderError
    ├── Refused                said no here, before anything was sent
    │   ├── Unsupported        the model cannot do what was asked; carries the nearest thing it can
    │   ├── NoKey              no key for this gateway
    │   └── UnknownModel       no such gateway, model or route
    ├── Unreachable            DNS, refused, TLS, connect time-out: not one byte of the request arrived
    ├── Rejected               the gateway said no and did not do the work
    │   ├── BadKey             401, 403
    │   ├── Forbidden          region, unverified organization, address, a firewall: the key is not the reason
    │   ├── OutOfCredit        402, or 403/429/500 that speaks of quota or balance
    │   ├── RateLimited        429, and what speaks of a rate or of a time to wait where others speak of a quota
    │   ├── Busy               503 that says so or names a time to wait
    │   ├── NoChannel          503/404 model_not_found: wrong model, or wrong group of the key
    │   ├── WrongAddress       404, 405, a redirect, or a web page instead of an API
    │   ├── BadRequest         400, 415, 422
    │   ├── TooLarge           413
    │   └── Blocked            moderation of the prompt or of the picture
    └── Ambiguous              the work may have been done, and paid for
        ├── ServerFault        500, and a 503 that says nothing
        ├── GatewayTimeout     502, 504, 520–527, and a 503 that broke off
        ├── TimedOut           nothing came for too long, or the whole took too long
        ├── ConnectionLost     the connection broke after the request had begun to leave
        ├── CutOff             the answer ends in the middle
        ├── Empty              a whole answer with no picture and no words
        ├── TokenLimit         finish_reason: length
        ├── Asynchronous       a task id instead of a picture
        ├── Unreadable         an answer that cannot be understood
        ├── Damaged            bytes arrived that are no whole picture
        └── LinkDead           the picture's link cannot be read

`kind` is the name under which ui/i18n keeps each one's sentence and advice in every language. What may be
sent again by itself is decided in errors/retry.py alone (docs/gateways.md, "Errors and retry policy").
"""

from collections.abc import Mapping
from typing import ClassVar


class ProviderError(Exception):
    """The root of every failure of a call.

    `gateway_message` holds the gateway's own words, already cleaned of keys and markup; `params` fills the sentence
    of ui/i18n; `retry_after` is in seconds; `may_be_charged` decides between failed and unknown.
    """

    kind: ClassVar[str] = "error"
    charged_by_default: ClassVar[bool] = False

    def __init__(
        self,
        gateway_message: str = "",
        *,
        status: int | None = None,
        request_id: str = "",
        retry_after: float | None = None,
        params: Mapping[str, str | int] | None = None,
        may_be_charged: bool | None = None,
    ) -> None:
        super().__init__(gateway_message or self.kind)
        self.gateway_message = gateway_message
        self.status = status
        self.request_id = request_id
        self.retry_after = retry_after
        self.params: Mapping[str, str | int] = dict(params or {})
        self.may_be_charged = self.charged_by_default if may_be_charged is None else may_be_charged


class Refused(ProviderError):
    kind = "refused"


class Unsupported(Refused):
    """A request that the model cannot do.

    `field` is the request's field, `reason` names a sentence (`unsupported.<reason>` in ui/i18n), and `nearest` is
    the nearest value that would do, or "".
    """

    kind = "unsupported"

    def __init__(self, *, field: str, reason: str, value: str = "", nearest: str = "", **more: str | int) -> None:
        super().__init__(params={"field": field, "value": value, "nearest": nearest, "reason": reason, **more})
        self.field = field
        self.reason = reason
        self.value = value
        self.nearest = nearest


class NoKey(Refused):
    kind = "no_key"


class UnknownModel(Refused):
    kind = "unknown_model"


class Unreachable(ProviderError):
    kind = "unreachable"


class Rejected(ProviderError):
    kind = "rejected"


class BadKey(Rejected):
    kind = "bad_key"


class Forbidden(Rejected):
    """A refusal that is not about the key.

    `params["reason"]` is region, unverified, address or firewall (docs/gateways.md, Q41).
    """

    kind = "forbidden"


class OutOfCredit(Rejected):
    kind = "out_of_credit"


class RateLimited(Rejected):
    kind = "rate_limited"


class Busy(Rejected):
    kind = "busy"


class NoChannel(Rejected):
    kind = "no_channel"


class WrongAddress(Rejected):
    kind = "wrong_address"


class BadRequest(Rejected):
    kind = "bad_request"


class TooLarge(Rejected):
    kind = "too_large"


class Blocked(Rejected):
    """Moderation of the prompt or of the picture.

    Some gateways bill a fee for this; a block inside a 200 is raised as may_be_charged.
    """

    kind = "blocked"


class Ambiguous(ProviderError):
    kind = "ambiguous"
    charged_by_default = True


class ServerFault(Ambiguous):
    kind = "server_fault"


class GatewayTimeout(Ambiguous):
    kind = "gateway_timeout"


class TimedOut(Ambiguous):
    kind = "timed_out"


class ConnectionLost(Ambiguous):
    kind = "connection_lost"


class CutOff(Ambiguous):
    kind = "cut_off"


class Empty(Ambiguous):
    kind = "empty"


class TokenLimit(Ambiguous):
    kind = "token_limit"


class Asynchronous(Ambiguous):
    kind = "asynchronous"


class Unreadable(Ambiguous):
    kind = "unreadable"


class Damaged(Ambiguous):
    kind = "damaged"


class LinkDead(Ambiguous):
    kind = "link_dead"
