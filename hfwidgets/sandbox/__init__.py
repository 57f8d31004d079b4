"""A local server that speaks as the hosted service does; `Sandbox` runs it in a process of its own.

Importing this package imports neither aiohttp nor numpy: the server's modules are for that process.
"""

from hfwidgets.sandbox.launch import Sandbox, SandboxError

__all__ = ["Sandbox", "SandboxError"]
