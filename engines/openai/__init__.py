"""GPT Image, and whatever speaks OpenAI's image API."""

from engines.openai.engine import OpenAIEngine
from engines.openai.moderation import OpenAIModerator
from engines.openai.settings import OpenAISettings

__all__ = ["OpenAIEngine", "OpenAIModerator", "OpenAISettings"]
