"""What the browser tests run of each task: an entry for each row of the table."""

from __future__ import annotations

PICTURE = "__import__('io').BytesIO(PHOTO)"
# By task: arguments as they stand in a cell, and what is True of `w` when the run is done.
ENTRIES: dict[str, tuple[str, str]] = {
    "audio-classification": ("audio=(RATE, BEEP)", "w.result[0]['label'] == 'Tone'"),
    "audio-to-audio": ("audio=(RATE, BEEP)", "w.result[0]['blob'][:4] == b'RIFF'"),
    "automatic-speech-recognition": (
        "audio=(RATE, BEEP), return_timestamps=True",
        "isinstance(w.result, str) and w.sounds['audio']['seconds'] == 2",
    ),
    "feature-extraction": (
        "text=['A happy person', 'A glad human', 'A sad dog']",
        "w.vectors.shape == w.result.shape == (3, 512)",
    ),
    "fill-mask": ("text='The goal of life is [MASK].'", "len(w.result) > 0"),
    "image-classification": (f"image={PICTURE}", "w.result[0]['score'] > 0"),
    "image-segmentation": (f"image={PICTURE}", "w.masks.ndim == 3"),
    "image-to-image": (f"image={PICTURE}, prompt='at night', seed=1", "w.result.width > 0"),
    "image-to-video": (
        f"image={PICTURE}, prompt='zoom in', num_frames=12",
        "w.result[4:8] == b'ftyp'",
    ),
    "object-detection": (f"image={PICTURE}", "w.result is not None"),
    "question-answering": (
        "question='What is my name?', context='My name is Clara.'",
        "w.result['answer'] == 'Clara'",
    ),
    "sentence-similarity": (
        "sentence='A happy person', other_sentences=['A glad human', 'A sad dog']",
        "w.result[0] > w.result[1]",
    ),
    "summarization": (
        "text='Owls hunt at night. They see well. Cats hunt at night, too. Dogs sleep.'",
        "0 < len(w.result) < len(w.text)",
    ),
    "table-question-answering": (
        "table={'name': ['Ada', 'Alan'], 'age': [36, 41]}, query='How old is Alan?'",
        "w.result['cells'] == ['41']",
    ),
    "tabular-classification": (
        "model='sandbox/penguin-species', table={'bill_length_mm': [39.1, 46.5], "
        "'bill_depth_mm': [18.7, 17.9], 'flipper_length_mm': [181, 192], "
        "'body_mass_g': [3750, 3500]}",
        "w.result == ['Adelie', 'Chinstrap']",
    ),
    "tabular-regression": (
        "model='sandbox/penguin-mass', table={'bill_length_mm': [39.1], 'bill_depth_mm': [18.7], "
        "'flipper_length_mm': [181], 'sex': ['male']}",
        "3000 < w.result[0] < 5000",
    ),
    "text-classification": ("text='I like you'", "w.result[0]['score'] > 0"),
    "text-generation": ("prompt='A function is', max_new_tokens=8", "w.result == w.text != ''"),
    "text-to-image": ("prompt='a house', width=64, height=64", "w.result.size == (64, 64)"),
    "text-to-speech": ("text='Hello world'", "w.result[:4] == b'RIFF'"),
    "text-to-video": ("prompt='a house', num_frames=12", "w.result[4:8] == b'ftyp'"),
    "token-classification": (
        "text='My name is Sarah Miller and I live in London'",
        "[one.text for one in w.spans.of_group('LOC')] == ['London']",
    ),
    "translation": ("text='the cat', src_lang='en', tgt_lang='fr'", "w.result == 'le chat'"),
    "zero-shot-classification": (
        "text='A new moon was found', labels=['space, far', 'cooking']",
        "{one['label'] for one in w.result} == {'space, far', 'cooking'}",
    ),
}
# Rows whose widget is still to come: one that is there has an entry above instead.
TO_COME = {
    "chat-completion",
    "conversational",
    "document-question-answering",
    "image-to-text",
    "visual-question-answering",
    "zero-shot-image-classification",
}
