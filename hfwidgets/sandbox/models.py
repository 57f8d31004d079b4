"""The sandbox's models. A new model is a row; a new task a row of `tasks` too."""

from __future__ import annotations

from hfwidgets.sandbox.model_row import Model
from hfwidgets.sandbox.models_media import MEDIA_MODELS
from hfwidgets.sandbox.models_text import TEXT_MODELS

__all__ = ["MODELS", "Model"]

MODELS = {model.id: model for model in (*TEXT_MODELS, *MEDIA_MODELS)}
