"""The two clients: thin drivers that carry flows over requests and over aiohttp."""
