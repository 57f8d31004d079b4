"""Which message answers a call with an `id`: it bears the same id, and comes once.

A call that is not named here is answered by `ack`. Any call may be answered by `ack` with an
`error` instead: why it was not taken.
"""

from __future__ import annotations

from hfwidgets.widgets.protocol import compare, conversations, further, news, sounds, tables

ANSWERS: dict[str, type] = {
    "batch-state": further.BatchStateNews,
    "chat-prompt": conversations.ChatPromptNews,
    "code": further.CodeNews,
    "details": news.DetailsNews,
    "diff": compare.DiffNews,
    "example-back": further.ExampleNews,
    "example-use": further.ExampleNews,
    "examples": further.ExamplesNews,
    "exchange": news.ExchangeNews,
    "file": news.FileNews,
    "mask": news.MaskNews,
    "model-status": news.ModelStatusNews,
    "peaks": sounds.PeaksNews,
    "bundle": further.BundleNews,
    "picture": news.PictureNews,
    "providers": news.ProvidersNews,
    "sound": sounds.SoundNews,
    "table": tables.TableNews,
    "targets": news.TargetsNews,
    "text-columns": further.TextColumnsNews,
    "upload": news.UploadedNews,
}
