"""The widget that shows how sure a model was of each token, and lets a text go on from any."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, ClassVar

from hfwidgets.client.base import ClientBase
from hfwidgets.tasks.token_reading import tokens_of
from hfwidgets.tasks.token_records import TokenRecord
from hfwidgets.widgets.engine.control import GOING
from hfwidgets.widgets.engine.desk import Buffers, Content, Desk, acknowledged
from hfwidgets.widgets.engine.orphans import end_orphans
from hfwidgets.widgets.engine.still import Sheet
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.engine.waiting import Awaited
from hfwidgets.widgets.lens.branch_widget import BranchWidget
from hfwidgets.widgets.lens.branches import Branch, kept_tokens
from hfwidgets.widgets.lens.control import LensControl
from hfwidgets.widgets.lens.following import Following
from hfwidgets.widgets.lens.frames import tokens_frame
from hfwidgets.widgets.lens.run_readers import READERS
from hfwidgets.widgets.lens.sheets import sheet_of
from hfwidgets.widgets.lens.sources import Onward, Source, source_of
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.config import Config

NO_SOURCE = (
    "the lens does not know what this text goes on from: give it with the answer, "
    "TokenLens(answer, prompt=...) or TokenLens(answer, messages=[...])"
)
A_MODEL = (
    "{source!r:.60} is taken as a model: give prompt=... or messages=[...] too. To look at an "
    "answer, give what text_generation(..., details=True) returned"
)

TELLS_NONE = (
    "the chat asks the task {asks!r}, whose answers have no tokens: look at a chat over "
    "'chat-completion' (logprobs=True) or 'text-generation'"
)


class TokenLens(BranchWidget):
    """The tokens of a text, coloured by how sure the model was of each.

    Args:
        source: An answer with tokens (whatever `tokens_of` reads); or a `TextGeneration` or a
            `Chat` (with `logprobs=True`), whose runs are followed as they come; or a model id,
            address or client, for `prompt` or `messages`.
        prompt: What the text goes on from. With it the lens generates by itself (`run()`), and a
            text can be cut and go on.
        messages: The same for a chat.
        client: Client whose settings (endpoint, token, timeout) the calls use. None makes one.
        layout: Layout of the widget, as in ipywidgets.
        provider: Who answers, at today's service. None takes the client's.
        **parameters: Parameters of `text_generation` or `chat_completion` for what it generates;
            5 alternatives are asked for where `top_n_tokens` or `top_logprobs` is unset.

    Attributes:
        branch: Number of the branch that is shown; set it to show another.
        status: `"idle"`, `"loading"`, `"running"`, `"done"`, `"stopped"` or `"error"`.
        announce: What screen readers hear: `"off"`, `"summary"` or `"full"`.

    Raises:
        TypeError: An argument that the task does not have.
        ValueError: The source has no tokens.

    Example:
        >>> lens = TokenLens(client, prompt="A function is", max_new_tokens=40)
        >>> lens.run().wait()
        ' called with an argument list ...'
        >>> lens.cut(3, alternative=2).wait()
        ' called when it is ...'
    """

    bundle = "lens"
    task = "text-generation"

    control: LensControl
    _machinery: ClassVar[tuple[str, ...]] = ("control", "task")

    def __init__(
        self,
        source: Any = None,
        *,
        prompt: str | None = None,
        messages: list[Any] | None = None,
        client: ClientBase | None = None,
        layout: Any = None,
        provider: str | None = None,
        **parameters: Any,
    ) -> None:
        """Read the answer, or follow the widget."""
        followed = _followed(source)
        if isinstance(source, ClientBase):
            client, source = source, None
        if isinstance(source, str):
            if prompt is None and messages is None:
                raise ValueError(A_MODEL.format(source=source))
            parameters["model"], source = source, None
        self._source = source_of(prompt, messages, parameters)
        given = () if source is None or followed is not None else tokens_of(source)
        if source is None and self._source is None:
            raise TypeError("TokenLens needs an answer, a widget, or prompt=... to look at")
        options = {} if layout is None else {"layout": layout}
        self._prepare()
        self._prompt = self._source.prompt if self._source else ""
        self._following: Following | None = None
        self._last: tuple[Branch, Source, Onward] | None = None
        if followed is not None:
            client, provider = followed._client, followed.provider
        if provider is not None:
            options["provider"] = provider
        self._take_client(client, options)
        self.control = LensControl(self)
        super().__init__(**options, can_run=self._source is not None and source is None)
        self._open(given if source is not None and followed is None else None, followed)

    def _open(self, given: Sequence[TokenRecord] | None, followed: Any) -> None:
        """Begin to answer the page, and take what there is."""
        answers = {
            "run": acknowledged(self, lambda _: self.run()),
            "stop": acknowledged(self, lambda _: self.stop()),
            "retry": acknowledged(self, lambda _: self._again()),
            "edit": self._edit,
            "cut": acknowledged(self, self._cut),
            "show": acknowledged(self, self._show),
            "snapshot": self._tell_all,
        }
        Desk(self, answers)
        if given is not None:
            branch = self.made(prompt=self._prompt)
            branch.replace(given)
            if self._source is not None:
                self.from_source(branch, self._source)
            branch.settle("done")
            self.tell(branch=branch.number, status="done", notice=branch.notice)
            self._draw()
        if followed is not None:
            self._following = Following(self, followed)

    # What people use.

    def to_frame(self) -> Any:
        """Return the tokens of all branches as a pandas DataFrame, a row each.

        Returns:
            The DataFrame, or a dict of columns where pandas is not installed.
        """
        return tokens_frame(self.branches)

    def run(self) -> TokenLens:
        """Generate a first text anew, as the button does, and return at once.

        Raises:
            ValueError: The lens has no prompt of its own.
            RuntimeError: The widget is closed.
        """
        if self._source is None:
            raise ValueError(
                "this lens generates nothing by itself"
                + (": run its widget" if self._following else f": {NO_SOURCE}")
            )
        end_orphans()
        onward = self._source.first()
        branch = self.made(prompt=self._source.prompt, seed=onward.seed)
        self._start(branch, self._source, onward)
        return self

    def cut(
        self,
        at: int,
        alternative: int | str | None = None,
        *,
        branch: int | None = None,
        seed: int | None = None,
    ) -> TokenLens:
        """Have a text go on from one of its tokens, as a new branch, and return at once.

        What stands before the token is kept. A chat's answer goes on where its server goes on with
        a last message of the assistant; others begin it anew, and the branch's `notice` says so.

        Args:
            at: Position of the token that is left out, with all behind it; as many as there are
                goes on from the end.
            alternative: What comes in its place: rank from 1, or text, of one of its alternatives.
                None leaves that to the model.
            branch: Number of the branch; None for the one that is shown.
            seed: Start of the random numbers; None draws one.

        Returns:
            The lens, which shows the new branch: `lens.cut(7).wait()` gives its text.

        Raises:
            ValueError: No such branch, token or alternative, or the lens does not know what the
                text goes on from.
            RuntimeError: The widget is closed.
        """
        parent = self._branch_of(self.branch if branch is None else branch)
        source = self._sources.get(parent.number)
        if source is None:
            raise ValueError(NO_SOURCE)
        with self._lock:
            tokens, chosen = kept_tokens(parent.tokens, at, alternative)
        new = self.made(
            parent=parent.number,
            at=at,
            chosen=None if chosen is None else chosen.text,
            tokens=tokens,
            prompt=parent.prompt,
        )
        onward = source.onward(new.text, chosen=chosen is not None, seed=seed)
        new.seed, new.notice = onward.seed, onward.notice
        if chosen is not None and chosen.special:  # the text ends here
            self.from_source(new, source)
            self.begun(new)
            self.ended(new, "done")
            return self
        self._start(new, source, onward)
        return self

    def stop(self) -> None:
        """Stop what is being generated; what came is kept. Else do nothing."""
        self.control.stop()
        if self._following is not None:
            shown = self._branches.get(self.branch)
            own = shown is None or shown is self.control.branch
            if not own and shown is not None and shown.status in GOING:
                self._following.stop()

    def wait(self, timeout: float | None = None) -> str:
        """Block until the run has ended, and return its text.

        Args:
            timeout: Most seconds to wait; None for no limit.

        Raises:
            RuntimeError: Nothing was run yet.
            TimeoutError: The run has not ended in time; it goes on.
            Exception: The run's error.
        """
        self._awaited().block(timeout)
        return self._outcome()

    def __await__(self) -> Generator[Any, None, str]:
        """Wait for the end of the run in a cell or coroutine; cancelling stops the run."""
        return self._wait_async().__await__()

    def stop_unless_awaited(self) -> None:
        """Stop the run that nobody waits for."""
        self.control.stop_unless_awaited()

    def close(self) -> None:
        """Stop what is being generated, follow no more, and free everything on both sides."""
        self.closed = True
        control, following = self.__dict__.get("control"), self.__dict__.get("_following")
        if control is not None:
            control.stop()
        if following is not None:
            following.end()
        super().close()

    def sheet(self) -> Sheet:
        """Return the shown branch as a heat map, with where the model was least sure."""
        return sheet_of(self)

    def __repr__(self) -> str:
        shown = self._branches.get(self.branch)
        return f"<{type(self).__name__} {self.status}: {shown!r}>"

    # What follows is of the lens alone.

    @property
    def _config(self) -> Config:
        """The settings of calls: those of the widget that is followed, else of the client."""
        following = self.__dict__.get("_following")
        return super()._config if following is None else following.widget._config

    @property
    def served_task(self) -> str:
        """What the Hub calls the task of this widget."""
        return "conversational" if self._is_chat() else self.task

    def _is_chat(self) -> bool:
        return self._source is not None and self._source.task == "chat-completion"

    def _start(self, branch: Branch, source: Source, onward: Onward) -> None:
        if self.closed:
            raise RuntimeError(f"this {type(self).__name__} is closed; make a new one")
        self.from_source(branch, source)
        self._last = branch, source, onward
        branch.notice = onward.notice

        def told(notice: str | None) -> None:
            branch.notice = notice or branch.notice

        config = self._config
        model = onward.values.get("model") or config.model
        model = None if model is None else shown_address(str(model))
        self.control.begin(branch, lambda: source.call(config, dict(onward.values), told), model)

    def _again(self) -> None:
        """Run what was run last once more, into the same branch."""
        if self._last is None:
            self.run()
            return
        branch, source, onward = self._last
        kept = [one for one in branch.tokens if one.prompt or one.position < branch.kept]
        branch.replace(kept)
        branch.error = branch.finish_reason = None
        self._start(branch, source, onward)

    def _edit(self, content: Content, _: Buffers) -> None:
        """Take the provider that the page chose."""
        values = content.get("values") or {}
        if isinstance(values.get("provider"), str):
            self.provider = values["provider"]

    def _awaited(self) -> Awaited:
        runs = [self.control.run]
        if self._following is not None and runs[0] is None:
            runs = [self._following.widget.control.run]
        return Awaited(runs, self.comm, "call run() or cut() first")

    def _outcome(self) -> str:
        branch = self.control.branch or self._branches.get(self.branch)
        if branch is None:
            return ""
        if branch.error is not None:
            raise branch.error
        return branch.text

    async def _wait_async(self) -> str:
        await self._awaited().until_over()
        return self._outcome()

    def _cut(self, content: Content) -> None:
        rank = content.get("alternative")
        alternative = rank if isinstance(rank, int) else None
        self.cut(int(content["at"]), alternative, branch=int(content["branch"]))

    def _show(self, content: Content) -> None:
        self.branch = int(content["branch"])


def _followed(source: Any) -> Any:
    """Return the widget whose runs are followed, or None.

    Raises:
        ValueError: A chat over a task that tells no tokens.
    """
    if not isinstance(source, TaskWidget) or source.task not in READERS:
        return None
    asks = source._spec.name
    if asks not in READERS:
        raise ValueError(TELLS_NONE.format(asks=asks))
    return source
