"""Sounds in a real browser: one is recorded, heard, written down, and followed while it plays."""

from __future__ import annotations

import re

import pytest

from tests.browser.accessibility import serious_violations
from tests.browser.widget_view import WidgetView

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("server", ["lab"], indirect=True),
]
SPOKEN = """
import hfwidgets, numpy as np
spoken = hfwidgets.TextToSpeech(text="Hello world. Glue the sheet to the dark blue background.")
w = hfwidgets.AutomaticSpeechRecognition(audio=spoken.run().wait(), return_timestamps=True)
w
"""
LONG = """
import hfwidgets, numpy as np
rate = 44_100
long = (rate, (np.sin(np.arange(30 * 60 * rate) * 0.05) * 9000).astype("i2"))
w = hfwidgets.AudioClassification(audio=long)
w
"""


def test_a_sound_is_recorded_with_the_microphone_and_played(open_notebook, context):
    context.grant_permissions(["microphone"])
    notebook = open_notebook(["import hfwidgets\nw = hfwidgets.AudioClassification()\nw"])
    notebook.run(0)
    view = WidgetView(notebook.output(0)).wait()
    view.button("Record").click()
    stop = view.root.get_by_role("button", name="Stop and use")
    stop.wait_for()
    notebook.page.wait_for_timeout(1500)  # the sound of the fake device is a beep a second
    assert serious_violations(view.root) == []
    notebook.screenshot("sounds-recording")
    stop.click()
    told = notebook.wait_python("w.sounds and w.sounds['audio']")
    assert (told["type"], told["rate"], told["channels"]) == ("audio/wav", 16_000, 1)
    assert told["seconds"] > 0.5
    assert notebook.python("max(w.audio[44:]) > 0") is True
    view.root.get_by_role("button", name="Play").click()
    view.root.get_by_role("button", name="Pause").wait_for()
    view.run_button.click()
    view.wait_state("Done")
    assert notebook.python("len(w.result) > 0") is True


def test_a_transcript_seeks_in_its_sound_and_follows_it(open_notebook):
    notebook = open_notebook([SPOKEN])
    notebook.run(0)
    view = WidgetView(notebook.output(0)).wait()
    view.run_button.click()
    view.wait_state("Done", seconds=90)
    part = view.root.locator(".hfw-chunk").first
    part.click()
    view.root.get_by_role("button", name="Pause").wait_for()
    assert part.get_attribute("aria-current") == "true"
    slider = view.root.get_by_role("slider")
    slider.focus()
    notebook.page.keyboard.press("End")
    ended = re.compile(r"^(\S+) of \1$")
    assert ended.match(slider.get_attribute("aria-valuetext") or "")
    view.root.get_by_role("button", name="Play").wait_for()
    assert serious_violations(view.root) == []


def test_half_an_hour_is_drawn_without_a_long_task_and_not_saved(open_notebook):
    notebook = open_notebook([LONG, "0"])
    notebook.run(0)
    view = WidgetView(notebook.output(0)).wait()
    wave = view.root.locator(".hfw-wave path").first
    wave.wait_for(state="attached")
    view.root.page.wait_for_function(
        "node => node.getAttribute('d').length > 1000", arg=wave.element_handle()
    )
    notebook.wait_idle()
    notebook.long_tasks()  # JupyterLab's own, of showing a cell
    slider = view.root.get_by_role("slider")
    slider.focus()
    for key in ("PageUp", "PageUp", "ArrowRight", "Home", "End"):
        notebook.page.keyboard.press(key)
    assert slider.get_attribute("aria-valuetext") == "30:00 of 30:00"
    assert notebook.long_tasks() == []
    assert len(notebook.python("w.get_state()['sounds']")) == 1
    assert notebook.python("len(repr(w.get_state(drop_defaults=True)).encode())") < 200_000
