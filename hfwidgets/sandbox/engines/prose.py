"""Cutting a text into sentences and words, with their places in it, and at its masks."""

from __future__ import annotations

import re
from dataclasses import dataclass

MASK = "[MASK]"
# Of a longer text the first characters count when it is embedded.
MOST_EMBEDDED = 4000
_MASKS = re.compile(r"\[MASK\]|<mask>")
# A full stop after one of these, or after a single capital letter, ends no sentence.
_ABBREVIATED = (
    "mr mrs ms dr prof st sr jr no vs etc inc ltd co corp dept e.g i.e cf ca approx fig al"
)
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|\n\s*\n|[。！？]")
_LAST_WORD = re.compile(r"([\w.]+)\.[\"'”’)\]]*$")
WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")

# Words that say little about what a text is about.
_COMMON = (
    "a an the and or but if then than so as of in on at to from by for with without into over "
    "under about after before during between through is are was were be been being am do does did "
    "done has have had having it its he she they them his her their him this that these those "
    "there here what which who whom whose when where why how many much long old big far tall high "
    "i you we me my your our us not no nor can could will would shall should may might must also "
    "very more most some any each every all both such own same other up down out off only just "
    "name called one"
)
COMMON = frozenset(_COMMON.split())


_IRREGULAR = (
    "die:died,dies,dying,dead,death write:wrote,written begin:began,begun win:won,winner "
    "build:built,building make:made,making lead:led,leader find:found sell:sold,sale buy:bought "
    "hold:held give:gave,given take:took,taken see:saw,seen know:known,knew grow:grew,grown "
    "speak:spoke,spoken eat:ate,eaten drink:drank,drunk run:ran,running sing:sang,sung "
    "swim:swam,swum fly:flew,flown,flight drive:drove,driven ride:rode,ridden rise:rose,risen "
    "fall:fell,fallen choose:chose,chosen,choice steal:stole,stolen break:broke,broken "
    "wear:wore,worn tell:told say:said think:thought,thinking teach:taught,teacher catch:caught "
    "bring:brought fight:fought seek:sought lose:lost,loss leave:left meet:met,meeting "
    "pay:paid,payment send:sent spend:spent keep:kept sleep:slept feel:felt stand:stood "
    "understand:understood become:became come:came go:went,gone draw:drew,drawn throw:threw,thrown "
    "man:men woman:women child:children foot:feet city:cities marry:married,marriage "
    "found:founded,founder bear:born,birth"
)
_ENDINGS = (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""))
_STEMS = {
    form: entry.partition(":")[0]
    for entry in _IRREGULAR.split()
    for form in entry.partition(":")[2].split(",")
}


def at_masks(text: str) -> list[str]:
    """Return the parts of a text between its masks."""
    return _MASKS.split(text)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text; `end` is excluded."""

    text: str
    start: int
    end: int


def sentences(text: str) -> list[Span]:
    """Return the sentences of a text, without the spaces around them."""
    found, start = [], 0
    for mark in _END.finditer(text):
        last = _LAST_WORD.search(text[max(start, mark.end() - 20) : mark.end()])
        word = last.group(1) if last else ""
        initial = len(word) == 1 and word.isupper()
        if mark.group().startswith(".") and (initial or word.lower() in _ABBREVIATIONS):
            continue
        found.append((start, mark.end()))
        start = mark.end()
    found.append((start, len(text)))
    return [span for begin, end in found if (span := _stripped(text, begin, end)).text]


def words(text: str) -> list[Span]:
    """Return the words of a text; numbers count as words."""
    return [Span(found.group(), found.start(), found.end()) for found in WORD.finditer(text)]


def telling(text: str) -> set[str]:
    """Return the stems of the words that say what a text is about."""
    return {stem(span.text) for span in words(text) if span.text.lower() not in COMMON}


def stem(word: str) -> str:
    """Return a word in lower case without the commonest English endings."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    if word in _STEMS:
        return stem(_STEMS[word])
    for ending, rest in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + rest
    return word


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(piece.strip(), start, start + len(piece.strip()))
