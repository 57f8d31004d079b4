"""Errors of the async client that are aiohttp's as well: what its users' code may catch.

huggingface_hub 0.20.3 promises `aiohttp.ClientResponseError` for the methods of its async client.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from hfwidgets.errors import InferenceError


class _Awaited:
    """The attributes of `aiohttp.ClientResponseError`, told from the answer; no secrets."""

    answer: Any
    response: Any
    history: tuple[Any, ...] = ()

    @property
    def message(self) -> str:
        """The reason of the status."""
        return str(self.response.reason or "")

    @property
    def headers(self) -> CIMultiDictProxy[str]:
        """Headers of the answer."""
        return CIMultiDictProxy(CIMultiDict(self.response.headers))

    @property
    def request_info(self) -> aiohttp.RequestInfo:
        """What was asked."""
        asked = self.response.request
        url = URL(asked.url, encoded=True)
        headers = CIMultiDictProxy(CIMultiDict(asked.headers))
        return aiohttp.RequestInfo(url, asked.method, headers, url)

    def __repr__(self) -> str:
        return BaseException.__repr__(cast("BaseException", self))

    def __reduce__(self) -> tuple[Any, ...]:
        _, args, state = cast("tuple[Any, ...]", super().__reduce__())
        return _again, (type(self).__bases__[1], *args), state


def awaited(error: InferenceError) -> InferenceError:
    """Return an error of an HTTP status as one that `except aiohttp.ClientResponseError` catches.

    Others are returned as they are.
    """
    if isinstance(error, (aiohttp.ClientResponseError, TimeoutError)) or (error.status or 0) < 400:
        return error
    found = _again(type(error), *error.args)
    vars(found).update(vars(error))
    found.__cause__, found.__suppress_context__ = error.__cause__, True
    return found.with_traceback(error.__traceback__)


def _again(kind: type[InferenceError], *args: Any) -> InferenceError:
    found: InferenceError = _both(cast("Any", kind))(*args)
    return found


@cache
def _both(kind: Any) -> Any:
    names = {"__module__": kind.__module__, "__doc__": kind.__doc__}
    return type(kind.__name__, (_Awaited, kind, aiohttp.ClientResponseError), names)
