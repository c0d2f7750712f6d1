#!/bin/sh
# Starts Casper inside a Flatpak, whose own sandbox Chromium's is nested in by zypak.
exec zypak-wrapper /app/casper/casper "$@"
