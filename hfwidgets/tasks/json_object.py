"""JSON objects of an answer: dicts as they came, whose known keys are attributes too."""

from __future__ import annotations

from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class JSONObject(dict[str, Any]):
    """An object of an answer, with all that the server put into it.

    It is a dict: it dumps to JSON as it came, compares to a plain dict, and can be sent back. Its
    keys are attributes, those that this package does not know included.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        if name in self:
            value = self[name]
            if type(value) is dict:
                value = self[name] = JSONObject(value)
            return value
        raise AttributeError(
            f"{type(self).__name__} has no {name!r}; it has {', '.join(self) or 'nothing'}"
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.items())})"


class Key(Generic[T]):
    """A key of a JSON object as an attribute.

    Args:
        default: What the attribute is where the key is absent or null.
    """

    def __init__(self, default: T) -> None:
        """Keep the default; the name comes with the class."""
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type[JSONObject], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, value: None, owner: type[JSONObject]) -> Key[T]: ...
    @overload
    def __get__(self, value: JSONObject, owner: type[JSONObject]) -> T: ...
    def __get__(self, value: JSONObject | None, owner: type[JSONObject]) -> Key[T] | T:
        if value is None:
            return self
        found = value.get(self._name)
        return self._default if found is None else found

    def __set__(self, value: JSONObject, item: T) -> None:
        value[self._name] = item
