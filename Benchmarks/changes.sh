#!/usr/bin/env bash
# A commit that changes one of 100, 1,000 and 10,000 configs: finding the affected units beside `git diff --name-only`, and a full comparison.
set -euo pipefail
scripts/build -c release --product benchmark-changes
exec .build/release/benchmark-changes "$@"
