#!/usr/bin/env bash
# 10,000 configs, each with a mapping: reading them beside libyaml's bare events of the same bytes, and the whole `validate`.
set -euo pipefail
scripts/build -c release --product benchmark-configs
# A process of its own: the memory of its children is measured, and must not be that of the build.
.build/release/benchmark-configs "$BOT"
