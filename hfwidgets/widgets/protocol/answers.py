"""Which message answers a call with an `id`: it bears the same id, and comes once.

A call that is not named here is answered by `ack`. Any call may be answered by `ack` with an
`error` instead: why it was not taken.
"""

from __future__ import annotations

from hfwidgets.widgets.protocol import news, sounds, tables

ANSWERS: dict[str, type] = {
    "details": news.DetailsNews,
    "exchange": news.ExchangeNews,
    "file": news.FileNews,
    "mask": news.MaskNews,
    "model-status": news.ModelStatusNews,
    "peaks": sounds.PeaksNews,
    "picture": news.PictureNews,
    "providers": news.ProvidersNews,
    "sound": sounds.SoundNews,
    "table": tables.TableNews,
    "targets": news.TargetsNews,
    "upload": news.UploadedNews,
}
