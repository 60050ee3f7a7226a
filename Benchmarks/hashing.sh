#!/usr/bin/env bash
# One read of a source of 2 GiB gives the digest of the whole and of every part, on two cores: beside the time that the rate of `openssl speed`
# would take for one of them. The rate is measured before and after; the better one counts.
set -euo pipefail
scripts/build -c release --product benchmark-hashing
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
head -c 2G /dev/urandom >"$folder/source"
cat "$folder/source" >/dev/null # into the page cache

rate() { openssl speed -mr -seconds 3 -bytes 131072 -evp sha256 2>/dev/null | awk -F: '/^\+F/ {print $NF}'; }
before=$(rate)
ours=$(.build/release/benchmark-hashing "$folder/source" 5)
after=$(rate)
awk -v before="$before" -v after="$after" -v ours="$ours" 'BEGIN {
    split(ours, o, " "); rate = before > after ? before : after; one = o[1] / rate; ratio = o[2] / one
    printf "whole and parts: %.2f GB/s (%.2f s)   openssl speed: %.2f GB/s (%.2f s for one)   ratio %.2f (promised: at most 1.25)\n",
        o[1] / o[2] / 1e9, o[2], rate / 1e9, one, ratio
    exit ratio > 1.25
}'
