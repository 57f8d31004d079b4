"""What type checkers see of the plots: never executed, checked by mypy and pyright."""

# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from matplotlib.axes import Axes
from numpy import object_
from numpy.typing import NDArray
from typing_extensions import assert_type

import hfwidgets
from hfwidgets import InferenceClient


def plots(client: InferenceClient, ax: Axes) -> None:
    segments = client.image_segmentation("cat.jpg")
    found = client.object_detection("cat.jpg")
    assert_type(hfwidgets.plot.masks("cat.jpg", segments, ax=ax, opacity=0.5), Axes)
    assert_type(hfwidgets.plot.boxes("cat.jpg", found, threshold=0.5), Axes)
    assert_type(hfwidgets.plot.scores(client.image_classification("cat.jpg"), top=5), Axes)
    assert_type(hfwidgets.plot.catalogue(client.list_deployed_models(), top=5), Axes)
    answer = client.text_generation("Once", details=True)
    assert_type(hfwidgets.plot.token_probabilities(answer, ax=ax, most=50), Axes)
    assert_type(hfwidgets.plot.images(["cat.jpg"], columns=2), NDArray[object_])
    hfwidgets.plot.masks("cat.jpg", segments, alpha=0.5)  # type: ignore[call-arg]
