"""Well-known ids of the Hub that the sandbox's own models answer for.

They let examples that name these models run as they are printed. What answers is never the named
model: each answer's header x-compute-engine, and the command's `--list`, say what it is.
"""

from __future__ import annotations

from collections.abc import Container

# Of several, the first answers that is served and installed here, and has the asked task.
ALIASES: dict[str, tuple[str, ...]] = {
    "bert-base-uncased": ("sandbox/smollm2-fill-mask", "sandbox/ngram-fill-mask", "sandbox/use"),
    "bigcode/starcoder": ("sandbox/smollm2-135m", "sandbox/ngram-topics"),
    "black-forest-labs/FLUX.1-dev": ("sandbox/painter",),
    "black-forest-labs/FLUX.1-Kontext-dev": ("sandbox/darkroom",),
    "black-forest-labs/FLUX.1-schnell": ("sandbox/painter",),
    "deepset/roberta-base-squad2": ("sandbox/use-answers",),
    "facebook/mbart-large-50-many-to-many-mmt": ("sandbox/lexicon",),
    "google/tapas-base-finetuned-wtq": ("sandbox/use-tables",),
    "Helsinki-NLP/opus-mt-en-fr": ("sandbox/lexicon",),
    "hexgrad/Kokoro-82M": ("sandbox/espeak-ng",),
    "intfloat/multilingual-e5-large": ("sandbox/use",),
    "julien-c/wine-quality": ("sandbox/wine-quality",),
    "meta-llama/Llama-3.3-70B-Instruct": ("sandbox/smollm2-135m", "sandbox/ngram-topics"),
    "mio/amadeus": ("sandbox/espeak-ng",),
    "openai/gpt-oss-120b": ("sandbox/smollm2-135m", "sandbox/ngram-topics"),
    "openai/whisper-large-v3": ("sandbox/pocketsphinx",),
    "Qwen/Qwen-Image-Edit": ("sandbox/darkroom",),
    "scikit-learn/Fish-Weight": ("sandbox/fish-weight",),
    "stabilityai/stable-diffusion-2-1": ("sandbox/painter",),
    "typeform/distilbert-base-uncased-mnli": ("sandbox/use-zero-shot",),
}


def own_id(name: str, answering: Container[str]) -> str:
    """Return the id of the model that answers for an id; the id itself where it has no alias.

    Args:
        name: A model id, without faults.
        answering: The ids of the models to choose from.
    """
    known = ALIASES.get(name, ())
    return next((one for one in known if one in answering), known[0] if known else name)
