"""Translation by a word list: from English with articles and agreement, into English word by word.

No translation model: words that are not in the list stay as they are, and so does the word order,
but for adjectives. The words are in tables/words.txt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_WORDS = Path(__file__).resolve().parent.parent / "tables" / "words.txt"
LANGUAGES = ("en", "fr", "de", "es")
_TARGETS = ("fr", "de", "es")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*|[^\w\s]|\s+|_")
_PERSONS = {"i": 0, "he": 1, "she": 1, "it": 1, "we": 2, "they": 3, "you": 4}
_YOU = 4
_NUMBERS = frozenset(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "many")
)
_BE = {"am": "be", "is": "be", "are": "be", "has": "have", "goes": "go"}
# The forms of an article or possessive: masculine, feminine, neuter, plural.
_DETERMINERS = {
    "fr": {
        "the": ("le", "la", "le", "les"),
        "a": ("un", "une", "un", "des"),
        "my": ("mon", "ma", "mon", "mes"),
        "his": ("son", "sa", "son", "ses"),
        "her": ("son", "sa", "son", "ses"),
        "our": ("notre", "notre", "notre", "nos"),
        "their": ("leur", "leur", "leur", "leurs"),
        "this": ("ce", "cette", "ce", "ces"),
    },
    "es": {
        "the": ("el", "la", "el", "los las"),
        "a": ("un", "una", "un", "unos unas"),
        "my": ("mi", "mi", "mi", "mis"),
        "his": ("su", "su", "su", "sus"),
        "her": ("su", "su", "su", "sus"),
        "our": ("nuestro", "nuestra", "nuestro", "nuestros nuestras"),
        "their": ("su", "su", "su", "sus"),
        "this": ("este", "esta", "este", "estos estas"),
    },
}
_GERMAN_STEMS = {
    "a": "ein",
    "my": "mein",
    "his": "sein",
    "her": "ihr",
    "our": "unser",
    "their": "ihr",
}
# By case: the definite article, and the ending of the others; m, f, n, plural.
_GERMAN_THE = {
    "subject": ("der", "die", "das", "die"),
    "object": ("den", "die", "das", "die"),
    "dative": ("dem", "der", "dem", "den"),
}
_GERMAN_ENDINGS = {
    "subject": ("", "e", "", "e"),
    "object": ("en", "e", "", "e"),
    "dative": ("em", "er", "em", "en"),
}
_GERMAN_THIS = {
    "subject": ("dieser", "diese", "dieses", "diese"),
    "object": ("diesen", "diese", "dieses", "diese"),
    "dative": ("diesem", "dieser", "diesem", "diesen"),
}
_FRENCH_FIRST = frozenset(["grand", "petit", "bon", "mauvais", "nouveau", "vieux", "jeune", "beau"])
_JOINED = {
    "fr": (
        (r"\bde le\b", "du"),
        (r"\bde les\b", "des"),
        (r"\bà le\b", "au"),
        (r"\bà les\b", "aux"),
        (r"\b([Ll])[ae] (?=[aeiouhéèêâœ])", r"\1'"),
        (r"\b([Jj])e (?=[aeiouhéèêâ])", r"\1'"),
        (r"\bde (?=[aeiouhéèêâœ])", "d'"),
        (r"\b([Mm]|[Ss])a (?=[aeiouhéèêâœ])", r"\1on "),
        (r"\bce (?=[aeiouhéèêâœ])", "cet "),
    ),
    "de": (
        (r"\bin dem\b", "im"),
        (r"\ban dem\b", "am"),
        (r"\bvon dem\b", "vom"),
        (r"\bzu dem\b", "zum"),
        (r"\bzu der\b", "zur"),
        (r"\bbei dem\b", "beim"),
    ),
    "es": (
        (r"\bde el\b", "del"),
        (r"\ba el\b", "al"),
        (r"\bla agua\b", "el agua"),
        (r"\by (?=h?i)", "e "),
    ),
}


@dataclass(frozen=True, slots=True)
class _Noun:
    """A noun in one language."""

    singular: str
    plural: str
    gender: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A determiner, adjectives and a noun, and how many tokens they took."""

    determiner: str
    adjectives: tuple[str, ...]
    noun: str
    plural: bool
    number: str
    taken: int


def load() -> Lexicon:
    """Read the word list."""
    return Lexicon()


class Lexicon:
    """Translates the words it knows."""

    def __init__(self) -> None:
        lists = _read(_WORDS)
        self._plurals: dict[str, str] = {}
        self._nouns: dict[str, dict[str, _Noun]] = {}
        for english, *others in lists["nouns"]:
            singular, _, plural = english.partition(",")
            self._plurals[plural or f"{singular}s"] = singular
            self._nouns[singular] = {
                language: _noun(language, text)
                for language, text in zip(_TARGETS, others, strict=True)
            }
        self._adjectives = {row[0]: row[1:] for row in lists["adjectives"]}
        self._verbs = {row[0]: [forms.split() for forms in row[1:]] for row in lists["verbs"]}
        self._others = {row[0]: row[1:] for row in lists["others"]}
        self._english = {language: self._backwards(language) for language in _TARGETS}

    def translate(self, text: str, source: str, target: str) -> str:
        """Return a text in another language; languages are codes of `LANGUAGES`."""
        if source == target:
            return text
        if source != "en":
            text = self._into_english(text, source)
            return text if target == "en" else self.translate(text, "en", target)
        return "".join(
            _capitalised(self._sentence(part, target), part)
            for part in re.findall(r"[^.!?\n]+[.!?\n]*\s*|[.!?\n]+\s*", text)
        )

    def _sentence(self, sentence: str, target: str) -> str:
        tokens = _TOKEN.findall(sentence)
        words = [number for number, token in enumerate(tokens) if not token.isspace()]
        translated: list[str] = []
        person, case, at, feminine = 1, "subject", 0, False
        while at < len(words):
            rest = [tokens[number].lower() for number in words[at:]]
            phrase = self._phrase(rest)
            if phrase is not None:
                translated.append(self._noun_phrase(phrase, target, case))
                if case == "subject":
                    person = 3 if phrase.plural else 1
                    feminine = self._nouns[phrase.noun][target].gender == "f"
                at += phrase.taken
                continue
            token = tokens[words[at]]
            word = rest[0]
            verb = self._verb(word, person, target)
            following = self._phrase(rest[1:])
            if verb is not None:
                translated.append(verb)
                case = "subject" if _BE.get(word, word) == "be" else "object"
            elif word in self._others:
                translated.append(self._other(word, target))
                person = _PERSONS.get(word, 1 if word in ("and", "but", "or") else person)
                feminine = word == "she" if word in _PERSONS else feminine
                if self._others[word][1].startswith("*"):
                    case = "dative"
                elif word in ("and", "but") and following is None:
                    case = "subject"
            elif word in self._adjectives:
                translated.append(_predicate(self._adjectives[word], target, feminine, person == 3))
            else:
                translated.append(token)
            at += 1
        return _spaced(translated, target) + sentence[len(sentence.rstrip()) :]

    def _phrase(self, words: Sequence[str]) -> _Phrase | None:
        """Return the noun phrase that begins here, if a known noun ends it."""
        at, determiner, number = 0, "", ""
        if words and words[0] in (*_GERMAN_STEMS, "the", "an", "this", "these"):
            determiner = {"an": "a", "these": "this"}.get(words[0], words[0])
            at = 1
        if at < len(words) and words[at] in _NUMBERS:
            number = words[at]
            at += 1
        first = at
        while at < len(words) and words[at] in self._adjectives:
            at += 1
        if at >= len(words):
            return None
        noun = self._plurals.get(words[at], words[at])
        if noun not in self._nouns or (noun in self._verbs and at == 0):
            return None
        plural = bool(number) or (words[at] in self._plurals and words[at] != noun)
        return _Phrase(determiner, tuple(words[first:at]), noun, plural, number, at + 1)

    def _noun_phrase(self, phrase: _Phrase, target: str, case: str) -> str:
        noun = self._nouns[phrase.noun][target]
        form = 3 if phrase.plural else "mfn".index(noun.gender)
        before: list[str] = []
        after: list[str] = []
        if phrase.determiner and not (phrase.determiner == "a" and phrase.plural):
            before.append(_determiner(phrase.determiner, target, form, noun.gender, case))
        if phrase.number:
            before.append(self._other(phrase.number, target))
        for english in phrase.adjectives:
            row = self._adjectives[english]
            word = _adjective(row, target, phrase, noun, case)
            first = target == "de" or (target == "fr" and row[0] in _FRENCH_FIRST)
            (before if first else after).append(word)
        return " ".join([*before, noun.plural if phrase.plural else noun.singular, *after])

    def _verb(self, word: str, person: int, target: str) -> str | None:
        lemma = _BE.get(word, word)
        for end in ("", "s", "es"):
            stem = lemma.removesuffix(end) if end else lemma
            if stem in self._verbs and (not end or lemma.endswith(end)):
                forms = self._verbs[stem][_TARGETS.index(target)]
                return _of_you(forms, target) if person == _YOU else forms[person]
        return None

    def _other(self, word: str, target: str) -> str:
        return self._others[word][_TARGETS.index(target)].lstrip("*")

    def _backwards(self, language: str) -> dict[str, str]:
        """Return the English of every form of a language's words."""
        column = _TARGETS.index(language)
        found: dict[str, str] = {}
        for english, nouns in self._nouns.items():
            plural = next(p for p, singular in self._plurals.items() if singular == english)
            found.setdefault(nouns[language].plural.lower(), plural)
            found[nouns[language].singular.lower()] = english
        for english, row in self._adjectives.items():
            for form in _forms(row, language):
                found.setdefault(form, english)
        for english, forms in self._verbs.items():
            for person, form in enumerate(forms[column]):
                found.setdefault(form, _conjugated(english, person))
        for english, row in self._others.items():
            found.setdefault(row[column].lstrip("*"), english)
        return found | _articles(language)

    def _into_english(self, text: str, source: str) -> str:
        known = self._english[source]
        text = re.sub(r"\b([lLdDjJ])['’]", lambda one: f"{one.group(1)}e ", text)

        def english_of(one: re.Match[str]) -> str:
            english = known.get(one.group().lower(), one.group())
            return english[:1].upper() + english[1:] if one.start() == 0 else english

        return re.sub(r"[^\W\d_]+", english_of, text)


def _read(path: Path) -> dict[str, list[list[str]]]:
    """Return the rows of each section of a file."""
    found: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            rows = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            rows.append([cell.strip() for cell in line.split(";")])
    return found


def _noun(language: str, text: str) -> _Noun:
    word, _, rest = text.partition(" ")
    gender, _, plural = rest.partition("/")
    if not plural:
        plural = word if word.endswith("s") else f"{word}s"
    return _Noun(word, plural, gender)


def _determiner(word: str, target: str, form: int, gender: str, case: str) -> str:
    if target == "de":
        table = {"the": _GERMAN_THE, "this": _GERMAN_THIS}.get(word)
        if table is not None:
            return table[case][form]
        return _GERMAN_STEMS[word] + _GERMAN_ENDINGS[case][form]
    forms = _DETERMINERS[target][word][form].split()
    return forms[-1] if gender == "f" else forms[0]


def _predicate(row: Sequence[str], target: str, feminine: bool, plural: bool) -> str:
    """Return an adjective's form behind "is" or "are"."""
    if target == "de":
        return row[2]
    word = _forms(row, target)[int(feminine)]
    return word + "s" * (plural and word[-1] not in "sx")


def _adjective(row: Sequence[str], target: str, phrase: _Phrase, noun: _Noun, case: str) -> str:
    """Return an adjective's form; in German weak behind "the", else strong or mixed."""
    feminine = noun.gender == "f"
    if target == "fr":
        word = row[1] if feminine else row[0]
        return word + "s" * (phrase.plural and word[-1] not in "sx")
    if target == "es":
        word = row[3]
        word = f"{word[:-1]}a" if feminine and word.endswith("o") else word
        if phrase.plural:
            word += "s" if word[-1] in "aeiou" else "es"
        return word
    stem = "hoh" if row[2] == "hoch" else row[2].removesuffix("el") + "l" * row[2].endswith("el")
    if case == "dative" or (phrase.plural and phrase.determiner):
        return f"{stem}en"
    if phrase.plural:
        return f"{stem}e"
    if noun.gender == "m" and case == "object":
        return f"{stem}en"
    strong = {"m": "er", "f": "e", "n": "es"}[noun.gender]
    return stem + ("e" if phrase.determiner in ("the", "this") else strong)


def _forms(row: Sequence[str], language: str) -> list[str]:
    if language == "fr":
        return [row[0], row[1], f"{row[0]}s", f"{row[1]}s"]
    if language == "de":
        return [row[2] + ending for ending in ("", "e", "er", "es", "en", "em")]
    feminine = f"{row[3][:-1]}a" if row[3].endswith("o") else row[3]
    return [row[3], feminine, f"{row[3]}s", f"{feminine}s"]


def _of_you(forms: Sequence[str], target: str) -> str:
    """Return the form of the polite "you": vous, Sie, usted."""
    if target == "fr":
        return (
            "êtes"
            if forms[2] == "sommes"
            else f"{forms[2].removesuffix('ons').removesuffix('e')}ez"
        )
    return forms[3] if target == "de" else forms[1]


def _conjugated(english: str, person: int) -> str:
    if english == "be":
        return ("am", "is", "are", "are")[person]
    if person != 1:
        return english
    return {"have": "has", "go": "goes"}.get(english, f"{english}s")


def _articles(language: str) -> dict[str, str]:
    if language == "de":
        found = {form: "the" for forms in _GERMAN_THE.values() for form in forms}
        for english, stem in _GERMAN_STEMS.items():
            for ending in ("", "e", "en", "em", "er"):
                found.setdefault(stem + ending, english)
        return found | {"im": "in the", "am": "at the", "vom": "of the", "zum": "to the"}
    found = {
        form: english
        for english, forms in reversed(_DETERMINERS[language].items())
        for text in forms
        for form in text.split()
    }
    return found | {"du": "of the", "au": "to the", "del": "of the", "al": "to the"}


def _spaced(words: Sequence[str], target: str) -> str:
    text = ""
    for word in words:
        tight = not text or word in ".,;:!?)%’'\"" or text.endswith(("(", "’", "'"))
        text += word if tight else f" {word}"
    for pattern, joined in _JOINED[target]:
        text = re.sub(pattern, joined, text)
    return text


def _capitalised(text: str, original: str) -> str:
    return text[:1].upper() + text[1:] if original.lstrip()[:1].isupper() else text
