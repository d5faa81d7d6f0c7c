"""The words of Easel and their rules: pure Python, no I/O, no asyncio."""
