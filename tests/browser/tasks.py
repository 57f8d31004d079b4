"""What the browser tests run of each task: an entry for each row of the table."""

from __future__ import annotations

PICTURE = "__import__('io').BytesIO(PHOTO)"
PRESSED = ""  # a button, which takes no text
# By task: arguments as they stand in a cell, what is True of `w` when the run is done, and what a
# reader gives by hand in their place: a text or a file by the name of its control.
ENTRIES: dict[str, tuple[str, str, dict[str, str]]] = {
    "audio-classification": (
        "audio=(RATE, BEEP)",
        "w.result[0]['label'] == 'Tone'",
        {"audio": "beep.wav"},
    ),
    "audio-to-audio": (
        "audio=(RATE, BEEP)",
        "w.result[0]['blob'][:4] == b'RIFF'",
        {"audio": "beep.wav"},
    ),
    "automatic-speech-recognition": (
        "audio=(RATE, BEEP), return_timestamps=True",
        "isinstance(w.result, str) and w.sounds['audio']['seconds'] == 2",
        {"audio": "beep.wav"},
    ),
    "chat-completion": (
        "messages=[{'role': 'user', 'content': 'What is a function?'}], max_tokens=8",
        "w.result.choices[0].message.content == w.text != ''",
        {"Message": "What is a function?"},
    ),
    "document-question-answering": (
        "image=__import__('io').BytesIO(FORM), question='What is the invoice number?'",
        "w.result[0]['answer'] == 'INV-2041' and len(w.answers[0].boxes) == 1 and w.pages == 2",
        {"image": "invoice.pdf", "question": "What is the invoice number?"},
    ),
    "feature-extraction": (
        "text=['A happy person', 'A glad human', 'A sad dog']",
        "w.vectors.shape == w.result.shape == (3, 512)",
        {"One text per line": PRESSED, "text": "A happy person\nA glad human\nA sad dog"},
    ),
    "fill-mask": (
        "text='The goal of life is [MASK].'",
        "len(w.result) > 0",
        {"text": "The goal of life is [MASK]."},
    ),
    "image-classification": (
        f"image={PICTURE}",
        "w.result[0]['score'] > 0",
        {"image": "chelsea.jpg"},
    ),
    "image-segmentation": (f"image={PICTURE}", "w.masks.ndim == 3", {"image": "chelsea.jpg"}),
    "image-to-image": (
        f"image={PICTURE}, prompt='at night', seed=1",
        "w.result.width > 0",
        {"image": "chelsea.jpg", "prompt": "at night"},
    ),
    "image-to-text": (
        f"image={PICTURE}",
        "'cat' in w.result and 'cat' in w.answers[0].answer",
        {"image": "chelsea.jpg"},
    ),
    "image-to-video": (
        f"image={PICTURE}, prompt='zoom in', num_frames=12",
        "w.result[4:8] == b'ftyp'",
        {"image": "chelsea.jpg", "prompt": "zoom in"},
    ),
    "object-detection": (f"image={PICTURE}", "w.result is not None", {"image": "chelsea.jpg"}),
    "question-answering": (
        "question='What is my name?', context='My name is Clara.'",
        "w.result['answer'] == 'Clara'",
        {"question": "What is my name?", "context": "My name is Clara."},
    ),
    "sentence-similarity": (
        "sentence='A happy person', other_sentences=['A glad human', 'A sad dog']",
        "w.result[0] > w.result[1]",
        {"sentence": "A happy person", "other_sentences": "A glad human\nA sad dog"},
    ),
    "summarization": (
        "text='Owls hunt at night. They see well. Cats hunt at night, too. Dogs sleep.'",
        "0 < len(w.result) < len(w.text)",
        {"text": "Owls hunt at night. They see well. Cats hunt at night, too. Dogs sleep."},
    ),
    "table-question-answering": (
        "table={'name': ['Ada', 'Alan'], 'age': [36, 41]}, query='How old is Alan?'",
        "w.result['cells'] == ['41']",
        {"query": "How old is Alan?"},
    ),
    "tabular-classification": (
        "model='sandbox/penguin-species', table={'bill_length_mm': [39.1, 46.5], "
        "'bill_depth_mm': [18.7, 17.9], 'flipper_length_mm': [181, 192], "
        "'body_mass_g': [3750, 3500]}",
        "w.result == ['Adelie', 'Chinstrap']",
        {"table": "39.5\n"},
    ),
    "tabular-regression": (
        "model='sandbox/penguin-mass', table={'bill_length_mm': [39.1], 'bill_depth_mm': [18.7], "
        "'flipper_length_mm': [181], 'sex': ['male']}",
        "3000 < w.result[0] < 5000",
        {"table": "39.5\n"},
    ),
    "text-classification": (
        "text='I like you'",
        "w.result[0]['score'] > 0",
        {"text": "I like you"},
    ),
    "text-generation": (
        "prompt='A function is', max_new_tokens=8",
        "w.result == w.text != ''",
        {"prompt": "A function is"},
    ),
    "text-to-image": (
        "prompt='a house', width=64, height=64",
        "w.result.size == (64, 64)",
        {"prompt": "a house"},
    ),
    "text-to-speech": ("text='Hello world'", "w.result[:4] == b'RIFF'", {"text": "Hello world"}),
    "text-to-video": (
        "prompt='a house', num_frames=12",
        "w.result[4:8] == b'ftyp'",
        {"prompt": "a house"},
    ),
    "token-classification": (
        "text='My name is Sarah Miller and I live in London'",
        "[one.text for one in w.spans.of_group('LOC')] == ['London']",
        {"text": "My name is Sarah Miller and I live in London"},
    ),
    "translation": (
        "text='the cat', src_lang='en', tgt_lang='fr'",
        "w.result == 'le chat'",
        {"text": "the cat"},
    ),
    "visual-question-answering": (
        f"image={PICTURE}, question='What animal is it?'",
        "'cat' in w.answers[0].answer and w.result[0]['score'] > 0.5",
        {"image": "chelsea.jpg", "question": "What animal is it?"},
    ),
    "zero-shot-classification": (
        "text='A new moon was found', labels=['space, far', 'cooking']",
        "{one['label'] for one in w.result} == {'space, far', 'cooking'}",
        {"text": "A new moon was found", "labels": "space, far\ncooking\n"},
    ),
    "zero-shot-image-classification": (
        f"image={PICTURE}, labels=['a cat, at home', 'a motorbike']",
        "w.result[0]['label'] == 'a cat, at home' and w.result[0]['score'] > 0.5",
        {"image": "chelsea.jpg", "labels": "a cat, at home\na motorbike\n"},
    ),
}
# Rows whose widget is still to come: one that is there has an entry above instead.
TO_COME = {
    "conversational",
}
