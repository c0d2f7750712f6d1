#!/bin/sh
# Chromium's sandbox needs this helper to be root's where the kernel gives users no namespaces of their own.
set -e
chmod 4755 "$DPKG_ROOT/opt/Casper/chrome-sandbox"
