#!/bin/sh
# Starts Casper inside a Flatpak, whose own sandbox Chromium's is nested in by zypak.
# What is in memory, passwords among it, is not to end in a file when it crashes.
ulimit -c 0
exec zypak-wrapper /app/casper/casper "$@"
