"""What authors and CI run: masters to notebooks, the bank of answers, validation, publishing, benchmarks."""

import sys
from types import ModuleType
from typing import cast

# nbformat imports jsonschema, which compiles a grammar of IRIs for two seconds where this module is installed, and does without elsewhere.
# No notebook has an IRI; whoever mends a header waits for its check.
sys.modules.setdefault("rfc3987_syntax", cast("ModuleType", None))
