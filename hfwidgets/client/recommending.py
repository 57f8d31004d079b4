"""`get_recommended_model`: called on a class, as huggingface_hub 0.20.3 has it, or on a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.catalogue.deployed import get_recommended_model
from hfwidgets.client.performing import Blocking, performed
from hfwidgets.wire.flow import Step, drive

if TYPE_CHECKING:
    from hfwidgets.client.base import ClientBase


class Recommended(Protocol):
    """From a task to the model that the Hub recommends for it."""

    def __call__(self, task: str) -> str:
        """Return a model id."""


class StaticOrBound:
    """A method that takes the settings of its client, or those of the environment without one.

    It blocks in both clients; calls that need a recommended model do not come here.
    """

    __doc__ = get_recommended_model.__doc__

    def __get__(self, instance: ClientBase | None, owner: type[ClientBase]) -> Recommended:
        def recommended(task: str) -> str:
            client = instance if instance is not None else owner()
            return drive(get_recommended_model(client._config, task), _perform)

        recommended.__name__ = get_recommended_model.__name__
        recommended.__qualname__ = f"{owner.__name__}.{recommended.__name__}"
        recommended.__doc__ = get_recommended_model.__doc__
        return recommended


def _perform(step: Step) -> Any:
    return performed(step, Blocking())
