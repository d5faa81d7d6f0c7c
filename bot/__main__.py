"""``python -m bot`` is ``easel``."""

import sys

from bot.cli import main

sys.exit(main())
