"""What type checkers see of the task widgets; checked, never executed."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from typing_extensions import assert_type

import hfwidgets
from hfwidgets import (
    FeatureExtraction,
    ImageClassification,
    ImageSegmentation,
    ImageToImage,
    InferenceClient,
    ObjectDetection,
    SentenceSimilarity,
    Summarization,
    TextGeneration,
    TextToImage,
    TokenLens,
    TokenRecord,
    TokenSummary,
    Translation,
    summary_of,
    tokens_of,
    widget,
)
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.widgets.overview import Tasks

text = TextGeneration("gpt2", prompt="Once", temperature=0.5, stop_sequences=("\n",), layout=None)
assert_type(text, TextGeneration)
assert_type(TextGeneration(), TextGeneration)
lens = text.lens()
assert_type(lens, TokenLens)
assert_type(TokenLens("gpt2", prompt="Once", temperature=0.5).run(), TokenLens)
assert_type(lens.cut(3, alternative=2, seed=1), TokenLens)
assert_type(lens.cut(3, "cat").wait(timeout=5), str)
assert_type(lens.tokens, list[TokenRecord])
assert_type(lens.branches[0].tokens[0].probability, float | None)
assert_type(tokens_of(text, answer=1), list[TokenRecord])
assert_type(summary_of(lens.tokens), TokenSummary)
assert_type(
    TextToImage(prompt="a fox", height=64, seed=3, randomize=False, client=InferenceClient()),
    TextToImage,
)
assert_type(ImageToImage(image=b"", prompt="at night", strength=0.5, seed=1), ImageToImage)
assert_type(ImageClassification(image="cat.jpg", model="a/b"), ImageClassification)
assert_type(ImageSegmentation(image="cat.jpg"), ImageSegmentation)
assert_type(ObjectDetection(image="cat.jpg"), ObjectDetection)
assert_type(widget("fill-mask", client=InferenceClient(), text="a"), TaskWidget)
assert_type(hfwidgets.tasks(), Tasks)
assert_type(hfwidgets.tasks(InferenceClient(), states=True)[0].model, str | None)
assert_type(Summarization(text="a", parameters={"max_length": 60}), Summarization)
assert_type(Translation("m", text="a", src_lang="en", tgt_lang="fr"), Translation)
vectors = FeatureExtraction(text=["a", "b"], normalize=True)
assert_type(vectors, FeatureExtraction)
similar = SentenceSimilarity(sentence="a", other_sentences=["b", "c"])
assert_type(similar.compare_all(), SentenceSimilarity)

TextGeneration(temprature=0.5)  # type: ignore[call-arg]
TextGeneration(temperature="hot")  # type: ignore[arg-type]
TextGeneration(prompt=7)  # type: ignore[arg-type]
TextToImage(heigth=64)  # type: ignore[call-arg]
ImageClassification(prompt="x")  # type: ignore[call-arg]
ObjectDetection(client="http://x")  # type: ignore[arg-type]
