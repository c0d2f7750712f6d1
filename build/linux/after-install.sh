#!/bin/sh
# Chromium's sandbox needs this helper to be root's where the kernel gives users no namespaces of their own,
# as on Ubuntu since 24.04; a profile for AppArmor would be the other way, and is not needed with this one.
set -e
chmod 4755 "$DPKG_ROOT/opt/Casper/chrome-sandbox"
