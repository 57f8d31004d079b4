"""What every widget of the package has: its files, its parameters as traits, early checks."""

from __future__ import annotations

import difflib
import logging
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets as t
from ipywidgets import widget_serialization  # type: ignore[import-untyped]

from hfwidgets.alone import ALONE, for_page, from_page
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.widgets.engine import bundles
from hfwidgets.widgets.engine.marimo_host import Home, here
from hfwidgets.widgets.engine.orphans import note_shown
from hfwidgets.widgets.engine.still import Sheet, Still
from hfwidgets.widgets.engine.still_display import VIEW, StillDisplay, keeps_stills
from hfwidgets.widgets.engine.still_files import as_html, as_markdown, save_sheet
from hfwidgets.widgets.engine.surrogates import displayable

logger = logging.getLogger("hfwidgets")
logger.addHandler(logging.NullHandler())  # a thread's print would land in whichever cell runs now


class FieldTrait(t.TraitType[Any, Any]):
    """A parameter of a task: None while unset, checked by the rule of its field.

    A text that must be given is empty while unset.
    """

    def __init__(self, spec: FieldSpec) -> None:
        """Take type, range and help from the field."""
        empty = "" if spec.required and spec.kind == "text" else None
        super().__init__(default_value=empty, allow_none=True, help=spec.help)
        self._spec = spec

    def validate(self, obj: Any, value: Any) -> Any:
        """Return the value, converted where nothing is lost.

        Raises:
            ParameterError: It breaks the field's rule.
        """
        # A text that is not there yet is no mistake while somebody still fills the form.
        left_out = self._spec.required or self._spec.kind == "model"
        if value is None or (isinstance(value, str) and not value and left_out):
            return self.default_value
        checked = self._spec.check(value)
        if self._spec.or_many and isinstance(checked, list):
            return [displayable(one) for one in checked]
        return displayable(checked) if isinstance(checked, str) else checked


class GivenTrait(FieldTrait):
    """A field whose value an input of the widget takes, which the page is never sent; None: unset.

    Values are told apart by identity: arrays do not compare, and pictures would be decoded.

    Attributes:
        inputs: The widget's attribute that holds such inputs, by the fields' names.
    """

    inputs: str

    def __init__(self, spec: FieldSpec) -> None:
        """Hold nothing at first."""
        super().__init__(spec)
        self.default_value = None

    def set(self, obj: Any, value: Any) -> None:
        """Have the input take a value."""
        if obj._cross_validation_lock and value is obj._trait_values.get(self.name):
            return  # traitlets sets again at the end what a constructor got
        getattr(obj, self.inputs)[self._spec.name].take(value)
        self.put(obj, value)

    def put(self, obj: Any, value: Any) -> None:
        """Keep a value that was taken."""
        old = obj._trait_values.get(self.name)
        obj._trait_values[self.name] = value
        if old is not value:
            obj._notify_trait(self.name, old, value)


class ResultTrait(t.TraitType[Any, Any]):
    """What a run brought: told as new unless it is the same object.

    Other traits compare old and new, which decodes pictures.
    """

    def set(self, obj: Any, value: Any) -> None:
        """Keep a value, and tell observers of it."""
        old = obj._trait_values.get(self.name)
        obj._trait_values[self.name] = value
        if old is not value:
            obj._notify_trait(self.name, old, value)


# What widgets of every package have, but for what people use.
FOREIGN = frozenset(
    name
    for name in dir(anywidget.AnyWidget)
    if name[0] != "_" and name not in ("close", "layout", "observe", "unobserve", "unobserve_all")
)


# Of no use to a cell of marimo that reads a widget.
NO_VALUES = {"form", "layout", "tabbable", "tooltip", "comm", "keys", "log", "announce"}


class Widget(anywidget.AnyWidget):
    """Base of the package's widgets."""

    _esm = t.Unicode().tag(sync=True)
    _bundle = t.Unicode(help="The name of the part that draws").tag(sync=True)
    _parcels: t.List[bundles.Parcel] = t.List(help="What carries its parts").tag(
        sync=True, **widget_serialization
    )
    _ended = t.Int(None, allow_none=True, help="In marimo, runs that the page ended").tag(sync=True)
    _still = t.Bool(help="Whether the notebook has its result below it").tag(sync=True)
    notice = t.Unicode(None, allow_none=True, help="What a person should know").tag(sync=True)
    bundle = "task"
    closed = False
    _opening = False
    still_display: StillDisplay
    home: Home | None = None  # in marimo
    # Names for the package itself, which completion leaves out.
    _machinery: ClassVar[tuple[str, ...]] = (
        *("bundle", "home", "observer_failed", "tell", "sheet", "renew_still", "still_display"),
        "stop_unless_awaited",
    )

    @t.default("_esm")
    def _load_esm(self) -> str:
        return bundles.loader()

    @t.default("_ended")
    def _count_in_marimo(self) -> int | None:
        return 0 if self.home else None

    @t.default("_bundle")
    def _name_bundle(self) -> str:
        return bundles.parts_of(self.bundle)[-1]

    @t.default("_parcels")
    def _find_parcels(self) -> list[bundles.Parcel]:
        return bundles.store(self.home).of(self.bundle)

    def __init__(self, **traits: Any) -> None:
        """Open the channel to the page."""
        self._held = threading.local()
        self.home = here()
        self._sending = threading.RLock()
        self.still_display = StillDisplay(self)
        super().__init__(**traits)
        self._own_layout = None if self.layout is traits.get("layout") else self.layout

    def close(self) -> None:
        """Free everything on both sides; a layout that was given stays open."""
        self.closed = True
        super().close()
        layout = self.__dict__.get("_own_layout")  # missing where the construction failed
        if layout is not None:
            layout.close()

    def freeze(self) -> None:
        """Leave the result alone in the cells that show the widget: text or a picture, no controls.

        The widget itself goes on; displayed again it has its controls.

        Raises:
            RuntimeError: No cell shows it by itself, or `hfwidgets.options.still` is off.
        """
        self.still_display.freeze()

    def to_html(self) -> str:
        """Return the result with what was asked for it as HTML: all text escaped, no scripts."""
        return as_html(self.sheet())

    def to_markdown(self) -> str:
        """Return the result with what was asked for it as Markdown."""
        return as_markdown(self.sheet())

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the result with what was asked for it to a file.

        Args:
            path: Where; a file that is there is replaced. It ends in `.html`, `.md` or `.txt`, or
                where the result is a picture in `.png` or `.jpg`.

        Returns:
            The path.

        Raises:
            ValueError: It ends in something else.
        """
        return save_sheet(self.sheet(), path)

    def sheet(self) -> Sheet:
        """Return what a saved notebook shows of the widget."""
        return Sheet(type(self).__name__, still=Still(repr(self)))

    def stop_unless_awaited(self) -> None:
        """Stop what runs and nobody waits for: no page and no variable has the widget any more."""

    def renew_still(self) -> None:
        """Put what came into the notebook, where it shows the widget."""
        self.still_display.renew()

    def _ipython_display_(self) -> None:
        """Show the widget, and behind it the output that a saved notebook shows of it.

        Raises:
            NotImplementedError: No notebook, or no such outputs are wanted: IPython then shows the
                widget alone.
        """
        if not keeps_stills() or self.comm is None:
            raise NotImplementedError
        view = self._repr_mimebundle_()[0][VIEW]
        self._still = True
        self.still_display.show({VIEW: view})

    def _repr_mimebundle_(self, **options: Any) -> Any:
        note_shown(self)
        return super()._repr_mimebundle_(**options)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute that there is.

        Raises:
            TypeError: There is none of this name; it names the likeliest.
        """
        if name[0] != "_" and not self._may_have(name):
            known = sorted(one for one in {*self.trait_names()} & {*dir(self)} if one[0] != "_")
            raise TypeError(unknown(type(self).__name__, "attribute", name, known))
        super().__setattr__(name, value)

    def _may_have(self, name: str) -> bool:
        own = type(self)
        if hasattr(own, name) or name in self.__dict__:
            return True
        # Classes of other people have attributes of their own; those that hold traits have none.
        classes = [one for one in own.__mro__ if one.__module__ != "traitlets.traitlets"]
        return not classes[0].__module__.startswith("hfwidgets.") or any(
            name in vars(one).get("__annotations__", ()) for one in classes
        )

    def __dir__(self) -> list[str]:
        """Return the names that completion offers: without the machinery."""
        hidden = set(FOREIGN)
        for one in type(self).__mro__:
            hidden.update(vars(one).get("_machinery", ()))
        return [name for name in super().__dir__() if name not in hidden]

    def add_traits(self, **traits: Any) -> None:
        """Add traits to this widget; the class that is made for them keeps its words for `help`."""
        super().add_traits(**traits)
        own = type(self)
        own.__doc__ = next((one.__doc__ for one in own.__mro__ if one.__doc__), None)

    def tell(self, **traits: Any) -> None:
        """Set traits and send them together; an observer that fails is told about.

        Not with `hold_sync`: what two threads hold at once, it loses.
        """
        outer = getattr(self._held, "names", None)
        names: set[str] = set() if outer is None else outer
        self._held.names = names
        try:
            for name, value in traits.items():
                try:
                    setattr(self, name, value)
                except Exception as error:
                    self.observer_failed(name, error)
        finally:
            self._held.names = outer
        if outer is None and names and self.comm is not None:
            self.send_state(names)

    def observer_failed(self, name: str, error: Exception) -> None:
        """Tell about an error in code that is not the package's."""
        logger.error("an observer of %s failed", name, exc_info=error)
        self.notice = f"An observer of '{name}' failed: {type(error).__name__}: {error}"

    def send_state(self, key: Any = None) -> None:
        """Send traits as they are now: in turn, or an older value could come last."""
        if self.comm is None:
            return  # not open yet: opening sends everything
        with self._sending:
            # Its names, since without any marimo is asking for what the widget holds.
            super().send_state(list(self.keys) if key is None else key)

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> Any:
        """Return the state of synced traits; to marimo, whose `value` it is, only what is held."""
        if key is not None or self.home is None or self.comm is None:
            state = super().get_state(key, drop_defaults)
            return for_page(state) if ALONE and self._opening else state
        return self._values_held()

    def _send(self, message: Any, buffers: Any = None) -> None:
        super()._send(for_page(message) if ALONE else message, buffers)

    def _handle_msg(self, message: Any) -> None:
        if ALONE:
            message["content"] = from_page(message["content"])
        super()._handle_msg(message)

    def _values_held(self) -> dict[str, Any]:
        """Return what the widget holds, by name: what it is given, and its result."""
        traits = {name: getattr(self, name) for name in self.keys if name not in NO_VALUES}
        held = {name: value for name, value in traits.items() if name[0] != "_"}
        return held | {name: getattr(self, name) for name in ("result",) if hasattr(self, name)}

    def _should_send_property(self, key: str, value: Any) -> bool:
        """Hold a trait back while this thread sets several."""
        names = getattr(self._held, "names", None)
        should: bool = super()._should_send_property(key, value)
        if should and names is not None:
            names.add(key)
            return False
        return should

    def open(self) -> None:
        """Open the channel to the page, and let its messages in while a cell runs."""
        self._opening = True
        try:
            super().open()
        finally:
            self._opening = False
        let_messages_in(self.comm)


def let_messages_in(comm: Any) -> None:
    """Have the page's messages handled in the thread that the page chose.

    ipykernel 7.4 sends them to where the widget was created, which is busy while a cell runs; 7.1
    to 7.3 do as the page asks, and so does this.
    """
    if not hasattr(comm, "_reply_subshell_for"):
        return

    def as_asked(data: Any, default: Any) -> Any:
        getattr(comm, "_reply_subshell_ids", {}).clear()
        return default

    comm._reply_subshell_for = as_asked


def refuse_unknown(kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise a TypeError for keyword arguments that a widget does not have.

    Raises:
        TypeError: It names the arguments that there are, the likeliest first.
    """
    known = list(known)
    for name in names:
        if name not in known:
            raise TypeError(unknown(kind, "parameter", name, known))


def unknown(kind: str, what: str, name: str, known: list[str]) -> str:
    """Return what is said of a name that is not there, with the likeliest of those that are."""
    close = difflib.get_close_matches(name, known, 1)
    hint = f"; did you mean {close[0]!r}?" if close else "."
    return f"{kind} has no {what} {name!r}{hint} It has {', '.join(map(repr, known))}."
