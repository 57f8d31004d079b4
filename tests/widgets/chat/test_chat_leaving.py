"""A chat that leaves out the oldest messages: what is sent, what is kept, and that it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets import Chat, InferenceClient, Sandbox
from tests.waiting import PATIENCE
from tests.widgets.chat.conftest import DONE, View, delta, event, stream
from tests.wire.scripted import Asked, Reply, ScriptedServer

Make = Callable[..., Chat]
SAID = "This model's maximum context length is 400 tokens. However, you requested {} tokens."
TALK = [
    {"role": role, "content": f"{letter} " * 200}
    for letter, role in zip("abcdef", ["user", "assistant"] * 3, strict=True)
]


def refusal(given: int = 700) -> Reply:
    return Reply.of_json({"error": {"message": SAID.format(given)}}, 400)


def answer() -> Reply:
    return stream(delta("Yes", finish_reason="stop"), DONE)


def sent(server: ScriptedServer) -> list[str]:
    return [one["content"][:1] for one in server.asked[-1].json["messages"]]


def refused(played: Make, *replies: Reply, **more: Any) -> Chat:
    """Return a chat that has heard from an error how much its model takes."""
    chat = played(refusal(), *replies, messages=TALK, max_tokens=40, **more)
    with pytest.raises(Exception, match="maximum context"):
        chat.send("g").wait(PATIENCE)
    return chat


def test_nothing_is_left_out_before_it_is_asked_for(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = refused(played)
    assert sent(server) == list("abcdefg")
    assert (chat.left_out, chat.room.left_out) == ([], 0)
    assert view.of("end")[-1]["left_out"] is None
    assert "Leave out the oldest" in chat.problem["remedy"]


def test_the_newest_that_fit_are_sent_behind_the_system_prompt_and_all_are_kept(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = refused(played, answer(), system="S")
    view.send(chat, "chat-leave", on=True)
    assert chat.leave_out_oldest
    assert [one.text[:1] for one in chat.left_out] == list("abcd")
    assert (view.told[-2]["left_out"], chat.room.left_out) == (4, 4)
    assert chat.room.left > 0
    chat.send("g").wait(PATIENCE)
    assert sent(server) == ["S", "e", "f", "g"]
    assert [one["content"][:1] for one in chat.messages] == ["S", *"abcdefg", "Y"]
    assert chat.tree.last is not None
    assert chat.tree.last.left_out == 4
    assert view.messages[-1]["left_out"] == 4
    assert view.agrees_with(chat)


def test_the_same_control_takes_it_back(played: Make, view: View, server: ScriptedServer) -> None:
    chat = refused(played, answer())
    chat.leave_out_oldest = True
    view.send(chat, "chat-leave", on=False)
    assert not chat.leave_out_oldest
    assert view.told[-2]["left_out"] is None
    chat.send("g").wait(PATIENCE)
    assert sent(server) == list("abcdefg")
    assert chat.tree.last is not None
    assert chat.tree.last.left_out == 0


def test_a_server_that_refuses_what_was_to_fit_is_sent_less(
    played: Make, server: ScriptedServer
) -> None:
    chat = played(refusal(), refusal(450), refusal(), answer(), messages=TALK, max_tokens=100)
    chat.leave_out_oldest = True
    lengths, remedies = [], []
    for _ in range(3):
        with pytest.raises(Exception, match="maximum context"):
            chat.send("g" * 100).wait(PATIENCE)
        lengths.append(len(sent(server)))
        remedies.append(chat.problem["remedy"])
    assert lengths == [7, 3, 1]
    assert ["Fewer of the newest" in one for one in remedies] == [True, True, False]
    assert "sent without anything older, and is too long by itself: shorten it." in remedies[-1]
    chat.send("g").wait(PATIENCE)
    assert sent(server)[-1] == "g"


def test_while_nobody_has_told_a_limit_all_is_sent(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = played(answer(), messages=TALK, leave_out_oldest=True)
    assert chat.left_out == []
    chat.send("g").wait(PATIENCE)
    assert sent(server) == list("abcdefg")
    assert view.of("end")[-1]["left_out"] == 0


def test_it_is_kept_with_the_conversation(played: Make) -> None:
    chat = played(leave_out_oldest=True, messages=TALK)
    document = chat.to_json()
    chat.from_json(TALK)
    assert not chat.leave_out_oldest
    chat.from_json(document)
    assert chat.leave_out_oldest
    assert len(chat.messages) == len(TALK)


def test_an_answer_that_is_asked_for_again_leaves_out_what_does_not_fit_before_it(
    played: Make, server: ScriptedServer
) -> None:
    chat = refused(played, answer())
    chat.leave_out_oldest = True
    chat.regenerate(5).wait(PATIENCE)  # the answer to "e"
    assert sent(server) == list("cde")


def test_a_prompt_is_shown_without_what_is_left_out(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    chat = Chat(
        "sandbox/ngram-topics",
        task="text-generation",
        template="plain",
        client=client,
        messages=TALK,
        max_new_tokens=100,
        leave_out_oldest=True,
    )
    chat.room_keeper._heard[chat.room_keeper._key()] = 400
    assert "d d" not in chat.prompt_for("g")
    assert "e e" in chat.prompt_for("g")
    assert "e e" not in chat.prompt_for("g " * 300)
    chat.send("g", max_new_tokens=100).wait(PATIENCE)
    assert chat.prompt is not None
    assert "d d" not in chat.prompt
    chat.close()


LIMIT, OF_A_PICTURE, OF_ANSWERS = 1500, 900, 100
PICTURE = "https://example.org/a.png"


class Counting:
    """A server with a context of 1,500 tokens, in which a picture takes 900.

    Attributes:
        says: What it refuses with.
        counts: Whether it tells the tokens of what it answers.
        asked: What it was sent: tokens and messages, and whether it answered.
    """

    def __init__(self) -> None:
        self.says = f"This model's maximum context length is {LIMIT} tokens."
        self.counts = True
        self.asked: list[tuple[int, int, bool]] = []

    def __call__(self, asked: Asked) -> Reply:
        messages = asked.json["messages"]
        tokens = sum(self.of(one["content"]) for one in messages)
        fits = tokens + OF_ANSWERS <= LIMIT
        self.asked.append((tokens, len(messages), fits))
        if not fits:
            words = self.says.format(tokens + OF_ANSWERS)
            return Reply.of_json({"error": {"message": words}}, 400)
        usage = {"prompt_tokens": tokens, "completion_tokens": 5}
        last = [event({"choices": [], "usage": usage})] if self.counts else []
        return stream(delta("Yes it is so", finish_reason="stop"), *last, DONE)

    def of(self, content: Any) -> int:
        if isinstance(content, str):
            return len(content) // 4 + 4
        return sum(
            OF_A_PICTURE if one["type"] == "image_url" else self.of(one["text"]) for one in content
        )

    @property
    def answered(self) -> list[bool]:
        return [fits for _, _, fits in self.asked]


@pytest.fixture
def counting(server: ScriptedServer, played: Make) -> tuple[Counting, Chat]:
    made = Counting()
    chat = played(made, max_tokens=OF_ANSWERS, leave_out_oldest=True)
    return made, chat


def say(chat: Chat, text: str, *images: str) -> None:
    try:
        chat.send(text, images=images).wait(PATIENCE)
    except OSError as error:
        assert "context" in str(error)  # noqa: PT017  that it is refused is a part of the play


SAYS = [
    f"This model's maximum context length is {LIMIT} tokens. However, you requested {{}} tokens.",
    f"This model's maximum context length is {LIMIT} tokens.",
    "context_length_exceeded",
]


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("says", SAYS, ids=["numbers", "a limit", "no number"])
def test_a_picture_that_was_left_out_does_not_come_back_to_be_refused_again(
    counting: tuple[Counting, Chat], says: str, counts: bool
) -> None:
    server, chat = counting
    server.says, server.counts = says, counts
    say(chat, "first", PICTURE)
    for _ in range(3):
        say(chat, "word " * 20)
    say(chat, "second", PICTURE)
    assert server.answered == [True] * 4 + [False]
    say(chat, "second", PICTURE)
    for at in range(5):
        say(chat, f"later {at}")
    assert server.answered[5:] == [True] * 6


@pytest.mark.parametrize("says", SAYS[:2], ids=["numbers", "a limit"])
def test_the_tokens_of_a_picture_are_free_where_its_message_is_left_out(
    counting: tuple[Counting, Chat], says: str
) -> None:
    server, chat = counting
    server.says = says
    say(chat, "first", PICTURE)
    for _ in range(2):
        say(chat, "word " * 80)
    say(chat, "word " * 400)  # refused, and the limit is known
    say(chat, "word " * 400)
    tokens, messages, fits = server.asked[-1]
    assert fits
    assert messages == 5  # all but the picture and its answer
    assert tokens < LIMIT - OF_ANSWERS


@pytest.mark.parametrize("says", SAYS, ids=["numbers", "a limit", "no number"])
def test_questions_that_are_too_long_alone_leave_no_trace(
    counting: tuple[Counting, Chat], says: str
) -> None:
    server, chat = counting
    server.says = says
    for _ in range(5):
        say(chat, "x" * 8000)
        assert "by itself" in chat.problem["remedy"]
        assert "Fewer" not in chat.problem["remedy"]
    for _ in range(6):
        say(chat, "word " * 40)
    assert server.answered == [False] * 5 + [True] * 6
    assert [messages for _, messages, _ in server.asked[5:]] == [1, 3, 5, 7, 9, 11]


def counted_answer() -> Reply:
    usage = {"prompt_tokens": 120, "completion_tokens": 5}
    last = event({"choices": [], "usage": usage})
    return stream(delta("Yes", finish_reason="stop"), last, DONE)


@pytest.mark.parametrize(
    ("reply", "act", "cares"),
    [
        (counted_answer(), lambda chat: chat.send("g").wait(PATIENCE), False),
        (answer(), lambda chat: chat.send("g").wait(PATIENCE), True),
        (answer(), lambda chat: chat.clear(), False),
        (answer(), lambda chat: chat.from_json(TALK), False),
    ],
    ids=["an answer with a count", "an answer without", "clear", "another conversation"],
)
def test_care_lasts_until_a_server_has_counted_or_the_conversation_is_another(
    played: Make, reply: Reply, act: Callable[[Chat], Any], cares: bool
) -> None:
    chat = refused(lambda first, **more: played(refusal(1200), reply, **more))
    assert chat.room_keeper._lesson().care > 1.5
    chat.leave_out_oldest = True
    act(chat)
    assert (chat.room_keeper._lesson().care > 1.5) is cares
    assert chat.room.limit == 400  # that is the model's


def test_an_answer_that_may_be_shorter_lets_older_messages_go_along_again(
    counting: tuple[Counting, Chat],
) -> None:
    server, chat = counting
    server.says = SAYS[0]
    for _ in range(10):
        say(chat, "word " * 100)
    say(chat, "word " * 60)
    assert not server.answered[-1]
    before = len(chat.left_out)
    assert before
    chat.max_tokens = 1
    assert len(chat.left_out) < before
