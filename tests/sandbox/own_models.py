"""Makes tiny transformers models with random weights in a folder; a process of its own runs it."""

from __future__ import annotations

import json
import string
import sys
from pathlib import Path
from typing import Any

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the a cat dog sat on mat is good bad anna lives in paris ."
SIZES = {"num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
CHAT = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}<assistant>"


def make(root: Path) -> None:
    import torch
    import transformers as hf

    torch.manual_seed(7)
    signs = [*WORDS.split(), *string.ascii_lowercase, *(f"##{c}" for c in string.ascii_lowercase)]
    bert = {"vocab_size": len(signs), "hidden_size": 32, "max_position_embeddings": 64, **SIZES}
    for name, kind, labels in (
        ("my feelings", hf.BertForSequenceClassification, ["NEGATIVE", "POSITIVE"]),
        ("my-words", hf.BertForMaskedLM, ["LABEL_0", "LABEL_1"]),
        ("my-names", hf.BertForTokenClassification, ["B-LOC", "B-PER"]),
    ):
        numbered = dict(enumerate(labels))
        kind(hf.BertConfig(**bert, id2label=numbered)).save_pretrained(root / name)
        tokenizer = hf.BertTokenizer(vocab={sign: n for n, sign in enumerate(signs)})
        tokenizer.save_pretrained(root / name)
    photos = hf.ViTConfig(hidden_size=32, image_size=32, patch_size=8, num_labels=3, **SIZES)
    hf.ViTForImageClassification(photos).save_pretrained(root / "my-photos")
    frame = {"size": {"height": 32, "width": 32}, "image_processor_type": "ViTImageProcessor"}
    (root / "my-photos" / "preprocessor_config.json").write_text(json.dumps(frame))
    _make_writer(hf, root / "my-story", "ByteLevel")
    _make_writer(hf, root / "my-tale", "Metaspace")


def _make_writer(hf: Any, folder: Path, form: str) -> None:
    """Make a model that writes: GPT-2 with bytes as letters, Llama with pieces."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    of_bytes = form == "ByteLevel"
    inner = Tokenizer(models.BPE(byte_fallback=not of_bytes, unk_token=None))
    inner.pre_tokenizer = getattr(pre_tokenizers, form)(**_spaces(form))
    inner.decoder = getattr(decoders, form)()
    letters = pre_tokenizers.ByteLevel.alphabet() if of_bytes else list(string.printable)
    trainer = trainers.BpeTrainer(
        vocab_size=330, special_tokens=["<end>"], initial_alphabet=letters, show_progress=False
    )
    inner.train_from_iterator(["the cat sat on the mat, the dog sat on the cat"] * 9, trainer)
    tokenizer = hf.PreTrainedTokenizerFast(tokenizer_object=inner, eos_token="<end>")
    tokenizer.chat_template = CHAT
    tokenizer.save_pretrained(folder)
    ends = {"bos_token_id": 0, "eos_token_id": 0, "vocab_size": len(tokenizer) + 3}
    if of_bytes:
        shape = hf.GPT2Config(n_embd=32, n_layer=2, n_head=2, n_positions=96, **ends)
        model = hf.GPT2LMHeadModel(shape)
    else:
        shape = hf.LlamaConfig(hidden_size=32, max_position_embeddings=96, **SIZES, **ends)
        model = hf.LlamaForCausalLM(shape)
    with torch.no_grad():
        for weights in model.parameters():
            # Likelier and unlikelier tokens are then clearly apart.
            weights.mul_(4)
    model.save_pretrained(folder)
    tokens = tokenizer("the cat", return_tensors="pt")["input_ids"]
    written = model.eval().generate(tokens, max_new_tokens=12, do_sample=False, pad_token_id=0)
    told = written[0, tokens.shape[1] :].tolist()
    (folder / "written.json").write_text(json.dumps([told, tokens[0].tolist()]))


def _spaces(form: str) -> dict[str, Any]:
    return {"add_prefix_space": False} if form == "ByteLevel" else {"prepend_scheme": "never"}


if __name__ == "__main__":
    make(Path(sys.argv[1]))
