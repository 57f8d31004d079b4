"""Made-up models for trying lists at the Hub's scale: 200,000 rows, the same on every machine.

They have names, tasks, tags and figures, but no weights: asked to answer, they are not served.
Nothing is kept before the first question about them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hfwidgets.sandbox.providers.offers import TERMS
from hfwidgets.sandbox.rows import FIRST_DAY, Asked, Row

_SEED = 20261122
_DAYS = 1720
# One model of so many is gated, or served; sizes are powers of ten from the smallest on.
_GATED, _SERVED = 33, 10
_SMALLEST, _RANGE = 6.5, 4.5
# Task, library, and about how many of a hundred models are of it.
_TASKS = (
    ("text-generation", "transformers", 34.0),
    ("text-classification", "transformers", 12.0),
    ("text-to-image", "diffusers", 11.0),
    ("automatic-speech-recognition", "transformers", 5.0),
    ("image-classification", "transformers", 5.0),
    ("feature-extraction", "transformers", 4.0),
    ("sentence-similarity", "sentence-transformers", 5.0),
    ("token-classification", "transformers", 5.0),
    ("fill-mask", "transformers", 4.0),
    ("translation", "transformers", 2.5),
    ("question-answering", "transformers", 3.0),
    ("summarization", "transformers", 1.5),
    ("object-detection", "transformers", 1.5),
    ("image-segmentation", "transformers", 1.0),
    ("image-to-text", "transformers", 1.0),
    ("text-to-speech", "transformers", 1.5),
    ("audio-classification", "transformers", 1.0),
    ("zero-shot-classification", "transformers", 0.7),
    ("tabular-classification", "sklearn", 0.7),
    ("tabular-regression", "sklearn", 0.3),
    ("visual-question-answering", "transformers", 0.3),
)
_WHO = (
    "aurora bluefin cedar delta ember fjord granite harbor indigo juniper kestrel lumen meadow "
    "nimbus onyx prairie quartz raven summit tundra umbra vertex willow xenon yonder zephyr"
)
_KIND = "labs research ai data group studio university systems"
_BASE = (
    "bert roberta llama mistral gemma qwen phi falcon t5 bart whisper wav2vec2 vit resnet swin "
    "clip detr segformer stable-diffusion flux speecht5 minilm mpnet deberta electra xlm"
)
_WHAT = (
    "base large small tiny instruct chat lora finetuned distilled quantized multilingual medical "
    "legal finance code reviews news emotion ner squad"
)
_LANGUAGES = ("en", "fr", "de", "es", "zh", "ja", "pt", "ar", "hi", "ru", "multilingual")
_LICENCES = ("apache-2.0", "mit", "cc-by-4.0", "openrail", "other", "cc-by-nc-4.0")
_PICTURES = ("fal-ai", "replicate", "together", "nscale", "wavespeed", "zai-org")
_SOUNDS = ("fal-ai", "deepinfra", "replicate", "together")
# Who serves models of a task; of all other tasks the last.
_PROVIDERS = {
    "text-generation": tuple(TERMS),
    "text-to-image": _PICTURES,
    "text-to-speech": _SOUNDS,
    "automatic-speech-recognition": _SOUNDS,
    "feature-extraction": ("deepinfra", "together", "scaleway"),
    "": ("together", "novita", "fireworks-ai", "nscale", "featherless-ai"),
}
_MOST_PROVIDERS = 4
_STATUSES = ("live", "live", "live", "staging", "error")


class Synthetic:
    """So many made-up models.

    Args:
        count: How many.
    """

    def __init__(self, count: int) -> None:
        self.count = count

    @cached_property
    def names(self) -> list[str]:
        """All ids, in lower case."""
        who, kind, base, what = (text.split() for text in (_WHO, _KIND, _BASE, _WHAT))
        pick = self._random(1).integers(0, 1 << 31, (self.count, 4)).tolist()
        return [
            f"{who[a % len(who)]}-{kind[b % len(kind)]}/{base[c % len(base)]}-{what[d % len(what)]}"
            f"-s{number}"
            for number, (a, b, c, d) in enumerate(pick)
        ]

    @cached_property
    def tasks(self) -> NDArray[np.uint8]:
        """The index in `_TASKS` of each model's task."""
        shares = np.array([share for _, _, share in _TASKS])
        drawn = self._random(2).choice(len(_TASKS), self.count, p=shares / shares.sum())
        return drawn.astype(np.uint8)

    @cached_property
    def figures(self) -> dict[str, NDArray[np.float64]]:
        """What models are sorted by, under the Hub's names."""
        random = self._random(3)
        downloads = np.floor(10 ** random.gamma(1.6, 0.75, self.count))
        likes = np.floor(downloads ** random.uniform(0.15, 0.5, self.count) - 1)
        created = np.floor(random.beta(2.0, 1.2, self.count) * _DAYS)
        modified = created + np.floor(random.uniform(0, 1, self.count) * (_DAYS - created))
        trending = np.floor(likes * random.uniform(0, 0.2, self.count))
        return {
            "downloads": downloads,
            "likes": likes,
            "createdAt": created,
            "lastModified": modified,
            "trendingScore": trending,
        }

    @cached_property
    def codes(self) -> NDArray[np.uint32]:
        """A number a model that language, licence, size, gate and providers are drawn from."""
        return self._random(4).integers(0, 1 << 32, self.count, dtype=np.uint32)

    @property
    def parameters(self) -> NDArray[np.float64]:
        """How many weights each model has."""
        found: NDArray[np.float64] = 10 ** (_SMALLEST + (self.codes % 1000) / 1000 * _RANGE)
        return np.floor(found)

    @property
    def gated(self) -> NDArray[np.bool_]:
        """Which models need a permission."""
        found: NDArray[np.bool_] = self.codes % _GATED == 0
        return found

    @property
    def served(self) -> NDArray[np.bool_]:
        """Which models a provider serves, so it is said; about one in ten."""
        found: NDArray[np.bool_] = self.codes % _SERVED == 0
        return found

    def row(self, number: int) -> Row:
        """Return a model by its number."""
        code = int(self.codes[number])
        task, library, _ = _TASKS[int(self.tasks[number])]
        language = _LANGUAGES[code // 7 % len(_LANGUAGES)]
        licence = _LICENCES[code // 101 % len(_LICENCES)]
        figures = {name: float(values[number]) for name, values in self.figures.items()}
        return Row(
            self.names[number],
            task,
            library,
            licence,
            (library, task, language, f"license:{licence}", "synthetic"),
            int(figures["downloads"]),
            int(figures["likes"]),
            figures["trendingScore"],
            _day(figures["createdAt"]),
            _day(figures["lastModified"]),
            code % _GATED == 0,
            int(10 ** (_SMALLEST + (code % 1000) / 1000 * _RANGE)),
            self.providers(number),
            "A made-up row of the sandbox's catalogue: it has no weights and answers nothing.",
            "[MASK]" if task == "fill-mask" else "",
        )

    def find(self, name: str) -> Row | None:
        """Return the model of an id, or None."""
        number = name.rpartition("-s")[2]
        if not number.isdecimal() or len(number) > 9 or int(number) >= self.count:
            return None
        return self.row(int(number)) if self.names[int(number)] == name else None

    def providers(self, number: int) -> tuple[tuple[str, str], ...]:
        """Return who would serve a model, each with its status; most models nobody."""
        code = int(self.codes[number])
        if code % _SERVED:
            return ()
        task = _TASKS[int(self.tasks[number])][0]
        known = _PROVIDERS.get(task, _PROVIDERS[""])
        first, count = code // 1009, 1 + code // 101 % _MOST_PROVIDERS
        return tuple(
            (known[(first + n) % len(known)], _STATUSES[(code // 7919 + n) % len(_STATUSES)])
            for n in range(min(count, len(known)))
        )

    def chatting(self) -> Iterator[Row]:
        """Return the models that somebody serves for chats."""
        for number in np.flatnonzero(self.served & self.of_task("text-generation")).tolist():
            yield self.row(number)

    def of_task(self, task: str) -> NDArray[np.bool_]:
        """Return which models are of a task."""
        return np.isin(self.tasks, [n for n, row in enumerate(_TASKS) if row[0] == task])

    def of_library(self, library: str) -> list[tuple[str, str]]:
        """Return ids and tasks of a library's models."""
        tasks = {n: row[0] for n, row in enumerate(_TASKS) if row[1] == library}
        found = zip(self.names, self.tasks.tolist(), strict=True)
        return [(name, tasks[number]) for name, number in found if number in tasks]

    def tagged(self, wanted: Sequence[str]) -> NDArray[np.bool_]:
        """Return which models have all the wanted tags."""
        kept = np.ones(self.count, bool)
        languages = self.codes // 7 % len(_LANGUAGES)
        licences = self.codes // 101 % len(_LICENCES)
        for tag in wanted:
            tasks = [n for n, (task, library, _) in enumerate(_TASKS) if tag in (task, library)]
            has = np.isin(self.tasks, tasks)
            if tag in _LANGUAGES:
                has |= languages == _LANGUAGES.index(tag)
            if tag.removeprefix("license:") in _LICENCES:
                has |= licences == _LICENCES.index(tag.removeprefix("license:"))
            kept &= has | (tag == "synthetic")
        return kept

    def _random(self, stream: int) -> np.random.Generator:
        return np.random.default_rng((_SEED, stream))


def _day(days: float) -> str:
    return (FIRST_DAY + timedelta(days=days)).strftime("%Y-%m-%dT00:00:00.000Z")


def chosen(synthetic: Synthetic, asked: Asked) -> NDArray[np.int64]:
    """Return the numbers of the made-up models that fit a query, in its order."""
    kept = synthetic.tagged(asked.tags)
    if asked.task is not None:
        kept &= synthetic.of_task(asked.task)
    if asked.warm or asked.providers:
        kept &= synthetic.served
    if asked.gated is not None:
        kept &= synthetic.gated == asked.gated
    if asked.least > 0 or asked.most < float("inf"):
        kept &= (synthetic.parameters >= asked.least) & (synthetic.parameters <= asked.most)
    numbers = np.flatnonzero(kept)
    search, author = asked.search or "", f"{asked.author}/" if asked.author else ""
    if search or author:
        names = synthetic.names
        fitting = [
            n for n in numbers.tolist() if search in names[n] and names[n].startswith(author)
        ]
        numbers = np.array(fitting, np.int64)
    if asked.providers and "all" not in asked.providers:
        by = [n for n in numbers.tolist() if asked.providers & {*dict(synthetic.providers(n))}]
        numbers = np.array(by, np.int64)
    keys = synthetic.figures[asked.sort][numbers]
    order = np.argsort(-keys if asked.falling else keys, kind="stable")
    found: NDArray[np.int64] = numbers[order].astype(np.int64)
    return found
