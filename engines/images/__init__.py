"""What is done to encoded pictures: uploads are made safe and usual, renditions and previews are made small.

Pure functions on bytes, synchronous and heavy: run them in a worker process.
"""

from engines.images.normalise import Normalised, Note, normalise
from engines.images.renditions import Probed, preview, probe, reduced, rendition

__all__ = ["Normalised", "Note", "Probed", "normalise", "preview", "probe", "reduced", "rendition"]
