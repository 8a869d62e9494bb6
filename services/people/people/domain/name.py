"""Names as they stand on an identity card."""

from __future__ import annotations

import re
from typing import Final

from chassis.domain import Invalid

# Han with its extensions (rare family names), the ideographic zero, and the dot in the names
# of Yunnan's minorities, for which several look-alikes are typed.
_NAME: Final = re.compile("[\u3007\u3400-\u9fff\U00020000-\U000323af]+(?:·[\u3007\u3400-\u9fff]+)*")
_DOTS: Final = re.compile("[•・．‧∙]")
SHORTEST: Final = 2
LONGEST: Final = 50


def read_name(text: str) -> str:
    """The name with one kind of dot. Raises Invalid for one that no identity card bears."""
    name = _DOTS.sub("·", text.strip())
    if not SHORTEST <= len(name) <= LONGEST:
        raise Invalid({"name": [f"Length must be between {SHORTEST} and {LONGEST}."]})
    if not _NAME.fullmatch(name):
        raise Invalid({"name": ["Not a name as on an identity card."]})
    return name
