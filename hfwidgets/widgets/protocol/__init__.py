"""The border between Python and the page: every trait, message and kind of output, written once.

`shapes` holds what traits and messages carry, `traits` the synced traits, `calls` what the page
sends, `news` what the kernel sends, `outputs` the kinds of output. `js/src/protocol.ts` and
`docs/protocol.md` are written from these by `scripts/write_protocol.py`.

Types only, but for `outputs`: nothing here is imported when a widget runs.
"""
