"""hfwidgets in marimo: `marimo edit notebooks/marimo_tour.py`."""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import marimo as mo

    import hfwidgets

    return hfwidgets, mo


@app.cell
def _(mo):
    mo.md("""
    # hfwidgets in marimo

    The models here are small ones that run on this machine. A cell that reads a widget runs again
    when a run that you begin with the widget's button is over. **Never `wait()` in marimo**: it
    hands on nothing while a cell runs, neither Stop nor another cell. Let a cell depend on the
    widget instead.
    """)
    return


@app.cell
def _(hfwidgets):
    sandbox = hfwidgets.Sandbox().start()
    client = hfwidgets.InferenceClient(endpoint=sandbox.url)
    return (client,)


@app.cell
def _(client, hfwidgets, mo):
    story = mo.ui.anywidget(
        hfwidgets.TextGeneration(
            "sandbox/ngram-topics", client=client, prompt="A function is", max_new_tokens=40
        )
    )
    story
    return (story,)


@app.cell
def _(mo, story):
    # What the widget holds is in `value`; the widget itself is `story.widget`.
    words = (story.value["result"] or "").split()
    mo.md(f"**{len(words)} words** came; the longest is *{max(words, key=len, default='none')}*.")
    return


@app.cell
def _(mo):
    mo.md("""
    ## A state that a run sets

    An observer of the result may set `mo.state`, whoever began the run.
    """)
    return


@app.cell
def _(client, hfwidgets, mo):
    labels, set_labels = mo.state([])
    mood = hfwidgets.TextClassification(client=client, text="I like you")
    mood.observe(lambda change: set_labels(change.new or []), "result")
    mood
    return (labels,)


@app.cell
def _(labels, mo):
    mo.ui.table(labels(), label="What the run brought") if labels() else mo.md(
        "*Nothing was run yet.*"
    )
    return


@app.cell
def _(mo):
    mo.md("""
    ## A widget that opens another

    Run, then **Use in** hands the picture, or a part of it, to a widget that appears below.
    """)
    return


@app.cell
def _(client, hfwidgets):
    hfwidgets.TextToImage(client=client, prompt="a house", width=128, height=128)
    return


if __name__ == "__main__":
    app.run()
