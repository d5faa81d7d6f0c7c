"""The OpenAI SDK, of which only what is called is imported: the types of its other APIs take 10 MB and most of a second.

Its packages import all they have when they are imported themselves. Here each is put in its place first with nothing
in it, so that a module within it can be imported alone; whoever asks the package for a name of its own still gets it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any


class _Package(ModuleType):
    """A package that runs when it is first asked for a name that is none of its modules."""

    def __getattr__(self, name: str) -> Any:
        """Return the module within, or run the package and return what it has."""
        within = f"{self.__name__}.{name}"
        if importlib.util.find_spec(within) is not None:
            return importlib.import_module(within)
        spec = self.__spec__
        if type(self) is not _Package or spec is None or spec.loader is None:
            raise AttributeError(name)
        ModuleType.__setattr__(self, "__class__", ModuleType)
        spec.loader.exec_module(self)
        return getattr(self, name)


def _put(name: str) -> None:
    """Put a package in its place, unless somebody has imported it."""
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is None:
        return
    package: ModuleType = importlib.util.module_from_spec(spec)
    package.__class__ = _Package
    sys.modules[name] = package
    parent, _, own = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], own, package)


for _name in ("openai", "openai.types", "openai.lib"):
    _put(_name)

from openai._client import AsyncOpenAI  # noqa: E402 -- not before the packages are in their places
from openai._constants import RAW_RESPONSE_HEADER  # noqa: E402 -- likewise
from openai._exceptions import (  # noqa: E402 -- likewise
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
)
from openai._httpx2 import DefaultAsyncHttpx2Client  # noqa: E402 -- likewise
from openai._response import AsyncAPIResponse, AsyncResponseContextManager  # noqa: E402 -- likewise
from openai.types.images_response import ImagesResponse  # noqa: E402 -- likewise

__all__ = [
    "RAW_RESPONSE_HEADER",
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncOpenAI",
    "AsyncResponseContextManager",
    "DefaultAsyncHttpx2Client",
    "ImagesResponse",
]
