#!/bin/sh
# Any CI: exit 0 fine, 1 regressed, 2 cannot judge. The last line of the output says which, and what to type where it is 2.
set -eu
python3 -m pip install --quiet boilerbench -e .
boilerbench run --adapters mine
boilerbench gate --fail-on f1:-0.005 --fail-on 'f1[type=forum]:-0.02' --format markdown=gate.md --format junit=gate.xml

# Outputs stored elsewhere (another language, another machine) are gated without running anything:
#   boilerbench gate --predictions mine@1.4.0.json --corpus embedded
