#!/bin/sh
# Nothing to take back: all that was installed is in the package's own list.
exit 0
