"""Everything that a call can raise.

    InferenceError                        (a requests.HTTPError, so an OSError)
    ├── InferenceTimeoutError             connecting, reading, a stall in a stream (a TimeoutError)
    │   └── ModelLoadingError             the model was still loading at the deadline
    ├── InferenceConnectionError          no answer at all (a requests.ConnectionError)
    ├── InvalidResponseError              an answer, but not of the documented shape (a ValueError)
    ├── StreamError                       a stream was cut or ended early
    ├── BudgetError                       the client's own budget is used up; nothing was sent
    ├── CassetteError                     replaying: the request is not in the cassette
    ├── InferenceHTTPError                the server answered with a status of 400 or more
    │   ├── BadRequestError               400 (a ValueError)
    │   ├── AuthenticationError           401
    │   ├── PaymentRequiredError          402
    │   ├── ForbiddenError                403
    │   ├── NotFoundError                 404
    │   │   └── RepositoryNotFoundError   404 and the Hub says: no such repository
    │   │       └── GatedRepoError        403 and the Hub says: access must be asked for
    │   ├── GoneError                     410
    │   ├── PayloadTooLargeError          413
    │   ├── UnprocessableError            422
    │   ├── RateLimitError                429
    │   └── ServerError                   500 and above
    └── TextGenerationError               a generation server's own error types
        ├── ValidationError ├── OverloadedError ├── GenerationError
        ├── IncompleteGenerationError └── UnknownError

    LocalTokenNotFoundError               token=True, and none is stored (an OSError)
    OfflineModeIsEnabled                  HF_HUB_OFFLINE is set (a ConnectionError)
    ParameterError                        a parameter breaks its rule (a ValueError)

The names are those of huggingface_hub 0.20.3 where it has one. No message holds a token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import requests

from hfwidgets.wire.parameter_error import ParameterError as ParameterError

if TYPE_CHECKING:
    from hfwidgets.wire.flow import Response


class InferenceError(requests.HTTPError):
    """A call that did not give its answer.

    Attributes:
        response: The server's answer as a `requests.Response`, or None where none came.
        request: The request as a `requests.PreparedRequest` without its secrets, or None.
        url: What was asked, or None.
        remedy: What to do about it, in a sentence; empty where nothing is known.
        server_message: The server's own words, or None.
        about: What was asked: `"model"`, `"input"` (the address of a picture or a sound), `"hub"`,
            or `"result"` (the address of what a provider made).
        answer: The same answer as this package holds it, or None.
        provider: Who was asked, where that is an inference provider; else None.
        model: The model's id, where a provider was asked for it; else None.
        others: Providers that serve the model too.
    """

    server_message: str | None = None
    about: str = "model"
    provider: str | None = None
    model: str | None = None
    others: tuple[str, ...] = ()

    def __init__(
        self,
        message: str,
        *,
        response: Response | None = None,
        url: str | None = None,
        remedy: str = "",
    ) -> None:
        """Keep the answer that belongs to the message."""
        super().__init__(message)
        self.answer = response
        self.url = response.url if response else url
        self.remedy = remedy
        if response is not None:
            self.response = as_requests(response)
            self.request = self.response.request
            if response.request.served is not None:
                response.request.served.tell(self)

    def __reduce__(self) -> tuple[Any, ...]:
        # An error travels from a process or machine to another; its connection does not.
        state = {**vars(self)}
        if self.answer is not None:
            from dataclasses import replace

            headers = type(self.answer.headers)(self.answer.request.headers.redacted())
            asked = replace(self.answer.request, headers=headers, body=None)
            state["answer"] = replace(self.answer, request=asked, source=None)
        return type(self), self.args, state

    @property
    def status(self) -> int | None:
        """HTTP status of the answer, or None where none came."""
        return None if self.response is None else self.response.status_code

    @property
    def request_id(self) -> str | None:
        """The server's own name for the request, for its support."""
        if self.response is None:
            return None
        names = ("X-Request-Id", "X-Amzn-Trace-Id", "X-Amz-Cf-Id")
        return next(
            (self.response.headers[name] for name in names if name in self.response.headers), None
        )


class InferenceTimeoutError(InferenceError, TimeoutError):
    """The server did not answer, or did not go on, within `timeout` seconds."""


class ModelLoadingError(InferenceTimeoutError):
    """The model was still loading when `timeout` seconds had passed.

    Attributes:
        estimate: The server's estimate of the loading time in seconds, or None.
    """

    estimate: float | None = None


class InferenceConnectionError(InferenceError, requests.ConnectionError):
    """No connection, or it broke before the answer was complete."""


class InvalidResponseError(InferenceError, ValueError):
    """The server answered, but not in the documented shape."""


class StreamError(InferenceError):
    """A stream was cut, ended early, or held something that is no event of it."""


class BudgetError(InferenceError):
    """The budget of the client is used up; nothing was sent."""


class CassetteError(InferenceError):
    """A cassette is broken, or does not hold the answer to a request."""


class InferenceHTTPError(InferenceError):
    """The server answered with a status of 400 or more.

    Attributes:
        retry_after: Seconds after which the server allows another try, or None.
    """

    retry_after: float | None = None


class BadRequestError(InferenceHTTPError, ValueError):
    """400: the server refuses the parameters, or the model failed on them."""


class AuthenticationError(InferenceHTTPError):
    """401: the token is missing or not valid."""


class PaymentRequiredError(InferenceHTTPError):
    """402: the account's credits are used up."""


class ForbiddenError(InferenceHTTPError):
    """403: the token lacks a permission."""


class NotFoundError(InferenceHTTPError):
    """404: this server does not serve that model."""


class RepositoryNotFoundError(NotFoundError):
    """There is no such repository, or it is private."""


class GatedRepoError(RepositoryNotFoundError):
    """Access to the model must be asked for on its page."""


class GoneError(InferenceHTTPError):
    """410: the address is no longer served."""


class PayloadTooLargeError(InferenceHTTPError):
    """413: the input is larger than the server takes."""


class UnprocessableError(InferenceHTTPError):
    """422: the input is not of the kind that the model takes."""


class RateLimitError(InferenceHTTPError):
    """429: too many requests for now."""


class ServerError(InferenceHTTPError):
    """500 and above: the server failed."""


class TextGenerationError(InferenceError):
    """A generation server's error, by its `error_type`."""


class ValidationError(TextGenerationError, ValueError):
    """The generation server refuses an input or a parameter."""


class OverloadedError(TextGenerationError):
    """The generation server has too many requests at once."""


class GenerationError(TextGenerationError):
    """The model failed while it generated."""


class IncompleteGenerationError(TextGenerationError):
    """The generation ended before its text was complete."""


class UnknownError(TextGenerationError):
    """A generation server's error of another type."""


class LocalTokenNotFoundError(EnvironmentError):
    """`token=True`, but no token is stored."""


class OfflineModeIsEnabled(ConnectionError):  # noqa: N818 - the name is huggingface_hub's
    """`HF_HUB_OFFLINE` is set, and the address is not on this machine."""


def as_requests(response: Response) -> requests.Response:
    """Give an answer the shape that code written for requests expects, without secrets."""
    asked = requests.PreparedRequest()
    asked.method, asked.url = response.request.method, response.request.url
    asked.headers = requests.structures.CaseInsensitiveDict(response.request.headers.redacted())
    if isinstance(response.request.body, bytes):
        asked.body = response.request.body
    answer: Any = requests.Response()
    answer.status_code, answer.reason, answer.url = response.status, response.reason, response.url
    answer.headers = requests.structures.CaseInsensitiveDict(response.headers.redacted())
    answer._content = response.body
    answer.encoding = requests.utils.get_encoding_from_headers(answer.headers) or "utf-8"
    answer.request = asked
    result: requests.Response = answer
    return result
