"""The widget that makes pictures from words: a gallery of them, their seeds, and grids."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.client.performing import drawn
from hfwidgets.frames import frame_of
from hfwidgets.pictures.contact_sheet import contact_sheet
from hfwidgets.tasks.spec import FieldSpec
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.engine.control import GOING
from hfwidgets.widgets.engine.desk import PageAnswer
from hfwidgets.widgets.engine.run import Outcome
from hfwidgets.widgets.gallery.files import even, told_of_left, values_in
from hfwidgets.widgets.gallery.gallery import GalleryItem, told_of_lost
from hfwidgets.widgets.gallery.new_picture import made
from hfwidgets.widgets.gallery.page import GalleryPage
from hfwidgets.widgets.gallery.seeds import SeedTrait
from hfwidgets.widgets.gallery.sheets import sheet_of_grid
from hfwidgets.widgets.gallery.sweep import Cell, Grid, checked_axes
from hfwidgets.widgets.gallery.sweep_run import SweepOutput, SweepRun
from hfwidgets.widgets.gallery.task import GalleryTask
from hfwidgets.widgets.pictures.exports import csv_of, png_of
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from PIL.Image import Image
    from typing_extensions import Unpack

    from hfwidgets.client.base import ClientBase
    from hfwidgets.widgets.arguments import TextToImageArguments

SEED_BITS = 31  # every service takes such a seed
MOST_AT_ONCE = 16


class TextToImage(GalleryTask):
    """Make pictures from a description, and keep them with all that made them.

    Takes the arguments of `InferenceClient.text_to_image`, and `seed`; each is a trait of the same
    name. A seed is always sent and kept: one is drawn for each run as long as `randomize` is on. A
    seed that is set from Python turns it off, and None on again.

    The gallery keeps 500 pictures and 256 MiB of files at most, and the newest in any case: deleted
    ones make room first, then the oldest that are not pinned. The widget tells when that happens.

    Example:
        >>> w = TextToImage(prompt="a red fox in the snow")
        >>> w  # displays it; press Run, or:
        >>> w.run().wait()
        <PIL image>
        >>> w.save("fox.png")  # with its parameters in it
        >>> TextToImage.from_png("fox.png")  # makes the same again
        >>> w.sweep(guidance_scale=[3, 7, 12], num_inference_steps=[10, 50]).wait()

    Attributes:
        result: The newest picture, a PIL image, or None.
        images: The gallery, oldest first: each has `image`, `file`, `png`, `prompt`, `seed`,
            `parameters`, `model`, `created`, `pinned`.
        randomize: Whether a seed is drawn for each run.
        items: What the page is told of the gallery.
        grid: What the page is told of the sweep, or None.
    """

    task = "text-to-image"
    grid = t.Instance(dict, allow_none=True, help="What the page is told of the sweep").tag(
        sync=True
    )
    randomize = t.Bool(True, help="Whether a seed is drawn for each run").tag(sync=True)

    _machinery: ClassVar[tuple[str, ...]] = ("grid", "seed_set", "seeds_lock_nothing", "sweep_over")

    def __init__(
        self,
        model: str | None = None,
        *,
        randomize: bool | None = None,
        **parameters: Unpack[TextToImageArguments],
    ) -> None:
        """Check the arguments, and open the channel to the page."""
        self._grid: Grid | None = None
        self._seeds = threading.local()
        super().__init__(model, **parameters)
        if randomize is not None:
            self.randomize = randomize

    @classmethod
    def from_png(cls, file: Any, *, client: ClientBase | None = None) -> TextToImage:
        """Return a widget that makes the picture of a PNG file again.

        Args:
            file: A path, the bytes of a file, or a PIL image that was opened from one. It was
                written here, or by a program that writes its parameters as text.
            client: Client whose settings the calls use. None makes one.

        Raises:
            ValueError: It carries no parameters.
            FileNotFoundError: No such path.
        """
        values, left = values_in(file, TASKS[cls.task].fields)
        widget = cls(client=client, **values)
        widget.notice = told_of_left(left)
        return widget

    # What is made.

    def sweep(self, *, at_once: int = 2, **axes: Any) -> TextToImage:
        """Make a picture for every value of a parameter, or for every pair of values of two.

        Pictures that the same call made before are taken from the gallery. All others have the
        seed of the form, which is drawn where there is none, unless `seed` is an axis.

        Args:
            at_once: Calls that go at the same time, 1 to 16.
            **axes: One or two names with their values, each value once: the first gives the
                columns, the second the rows. At most 400 pictures.

        Returns:
            The widget: `w.sweep(...).wait()` gives `grid_images`.

        Raises:
            TypeError: A name that is no parameter.
            ParameterError: No values, too many, or one that breaks its rule; nothing was sent.
        """
        if not isinstance(at_once, int) or not 1 <= at_once <= MOST_AT_ONCE:
            raise ValueError(f"at_once is {at_once!r:.80}; it is a number from 1 to {MOST_AT_ONCE}")
        return self.sweep_over(axes, at_once)

    def sweep_over(self, given: Mapping[str, Any], at_once: int = 2) -> TextToImage:
        """Sweep over parameters by name; see `sweep`."""
        self._refuse_closed()
        axes = checked_axes(given, self._spec.fields)
        varied = {one.name: one.values for one in axes}
        values = {**self._values(), **{name: of[0] for name, of in varied.items()}}
        self._check(values)
        if values.get("seed") is None:
            values["seed"] = self._drawn_seed()
        grid = Grid(axes, values, self._client.model)
        asked = {**values, **{name: list(of) for name, of in varied.items() if name not in INPUTS}}
        return self._fill(grid, grid.cells, asked, at_once)

    def retry(self, cell: int | None = None) -> TextToImage:
        """Try a cell of the grid again that failed or was stopped.

        Args:
            cell: Its number, row by row from 0; None for all of them.

        Returns:
            The widget: `w.retry().wait()` gives `grid_images`.

        Raises:
            ValueError: There is no such cell, or it has its picture.
            RuntimeError: A run that is no sweep is going.
        """
        self._refuse_closed()
        grid = self._swept()
        empty = grid.unfilled(self._gallery)
        cells = empty if cell is None else [one for one in empty if one.number == cell]
        if not cells:
            raise ValueError(_no_cell(grid, cell))
        run = self.control.run
        if isinstance(run, SweepRun) and self.status in GOING:
            left = grid.reuse(self._gallery, cells)
            if run.add(left):
                self.show_gallery()
                return self
        elif self.status in GOING:
            raise RuntimeError("a run is going; stop it, or wait for its end")
        return self._fill(grid, cells, dict(cells[0].values), 2)

    def _fill(
        self, grid: Grid, cells: list[Cell], asked: dict[str, Any], at_once: int
    ) -> TextToImage:
        grid.settle()  # a run that is being stopped fills nothing more
        left = grid.reuse(self._gallery, cells)
        alike = all(one.name != "model" for one in grid.axes)
        output = SweepOutput(grid, self._gallery)
        self.control.start(
            output,
            asked,
            lambda number: SweepRun(
                number, self.control, left, self._flow_of, at_once, alike=alike
            ),
        )
        return self

    def _flow_of(self, cell: Cell) -> Flow[GalleryItem]:
        found = yield from made(self._spec.flow, self._config, self.task, cell.values)
        return found.item

    @property
    def grid_images(self) -> list[list[Image | None]]:
        """The grid's pictures, row by row; None where there is none.

        Raises:
            ValueError: There was no sweep yet.
        """

        def image(cell: Cell) -> Image | None:
            item = grid.picture(cell, self._gallery)
            return None if item is None else item.image

        grid = self._swept()
        return grid.rows(image)

    def contact_sheet(self, *, side: int = 512, dark: bool = False) -> Image:
        """Return the grid as one picture, with the values at its sides.

        Without a sweep it is the gallery.

        Args:
            side: Most pixels of the longer side of a picture; none is enlarged.
            dark: Whether the sheet is dark.
        """
        grid = self._grid
        if grid is None:
            files = [one.file for one in self._gallery]
            return contact_sheet(files, side=side, dark=dark)
        return sheet_of_grid(grid, self._gallery, side=side, dark=dark)

    def to_frame(self) -> Any:
        """Return one row per cell of the grid; without a sweep one per picture.

        A pandas DataFrame; without pandas a dict of lists.
        """
        rows = even(self._table())
        return frame_of({name: [row[name] for row in rows] for name in (rows[0] if rows else ())})

    def take_parameters(self, item: Any = -1) -> None:
        """Set the form as it was for a picture, with its seed.

        Args:
            item: Its place in `images`, its id, or the picture of `images`.
        """
        self._set_form(self._gallery.find(item).asked)

    def take_png(self, file: Any) -> None:
        """Set the form as a PNG file says; see `from_png`.

        Raises:
            ValueError: It carries no parameters; the form stays as it is.
        """
        values, left = values_in(file, self._spec.fields)
        if "model" not in values and self.model:
            values["model"] = self.model
        self._set_form(values)
        self.tell(notice=told_of_left(left))

    def _set_form(self, values: Mapping[str, Any]) -> None:
        with self.seeds_lock_nothing():
            self.tell(
                **{self.trait_of[one.name]: values.get(one.name) for one in self._spec.fields},
                randomize=values.get("seed") is None,
            )

    # What a kind of task widget does in its own way.

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field; a seed that is set from Python stays."""
        return SeedTrait(field).tag(sync=True) if field.name == "seed" else super().trait_for(field)

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with a seed."""
        if self.randomize or values.get("seed") is None:
            return {**values, "seed": self._drawn_seed()}
        return values

    def seed_set(self, seed: int | None) -> None:
        """Keep to the seed that was set, or draw one for each run where it was unset."""
        if not getattr(self._seeds, "lock_nothing", False):
            self.tell(randomize=seed is None)

    @contextmanager
    def seeds_lock_nothing(self) -> Iterator[None]:
        """Leave `randomize` as it is when a seed is set: it was drawn, or the page says more."""
        before = getattr(self._seeds, "lock_nothing", False)
        self._seeds.lock_nothing = True
        try:
            yield
        finally:
            self._seeds.lock_nothing = before

    def _drawn_seed(self) -> int:
        seed = drawn(secrets.randbits(SEED_BITS))
        with self.seeds_lock_nothing():
            self.tell(seed=seed)
        return seed

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers messages about pictures."""
        return GalleryPage(self).answers

    def show_start(self, output: Any) -> None:
        """Show the grid that is filled; another one is filled no more."""
        grid = output.grid if isinstance(output, SweepOutput) else None
        if self._grid is not None and self._grid is not grid:
            self._grid.settle()
        self._grid = grid or self._grid
        self.show_gallery()

    def show_growth(self, output: Any, seconds_to_first: float | None) -> None:
        """Show the cells that came."""
        if output.notice is not None:
            self.tell(notice=output.notice)
        self.show_gallery()

    def show_result(self, output: Any, outcome: Outcome) -> None:
        """Add the picture to the gallery, or end the grid."""
        if isinstance(output, SweepOutput):
            output.notice = " ".join(filter(None, (output.told_of_failed(), output.notice))) or None
            if (newest := output.result({})) is not None:
                self.tell(result=newest)
            self.tell(error=outcome.error)
            return
        if output.made is not None and outcome.error is None and not outcome.stopped:
            grid = set() if self._grid is None else self._grid.ids()
            gone = self._gallery.add(output.made.item, grid)
            lost = told_of_lost(len(gone), self._gallery)
            output.notice = " ".join(filter(None, (output.notice, lost))) or None
        super().show_result(output, outcome)

    def show_sent(self) -> None:
        """Show the gallery: the page has the picture by now."""
        self.show_gallery()

    def told(self) -> dict[str, Any]:
        """Return what the page is told of the gallery and the grid."""
        grid = self._grid
        return {
            **super().told(),
            "grid": None if grid is None else grid.described(self._gallery),
        }

    def export(self, what: Mapping[str, Any], form: str) -> tuple[str, str, bytes]:
        """Return the grid as PNG or CSV, a picture as PNG, or all as ZIP or CSV."""
        if what.get("kind") == "grid" and form == "png":
            return "grid.png", "image/png", png_of(self.contact_sheet())
        if what.get("kind") == "grid" and form == "csv":
            return "grid.csv", "text/csv", csv_of(even(self._table()))
        return super().export(what, form)

    def _table(self) -> list[dict[str, Any]]:
        return self._rows() if self._grid is None else self._grid.table(self._gallery)

    def _outcome(self) -> Any:
        run = self.control.run
        found = super()._outcome()
        return self.grid_images if isinstance(run, SweepRun) else found

    def _swept(self) -> Grid:
        if self._grid is None:
            raise ValueError("there is no grid yet; call sweep()")
        return self._grid

    def _refuse_closed(self) -> None:
        if self.closed:
            raise RuntimeError(f"this {type(self).__name__} is closed; make a new one")


INPUTS = TASKS[TextToImage.task].inputs


def _no_cell(grid: Grid, cell: int | None) -> str:
    if cell is None:
        return "every cell of the grid has its picture, or is about to get it"
    if isinstance(cell, int) and 0 <= cell < len(grid.cells):
        return f"cell {cell} has its picture, or is about to get it"
    return f"cell is {cell!r:.40}; the grid has {len(grid.cells)}, from 0 to {len(grid.cells) - 1}"
