#!/usr/bin/env bash
# Makes .venv with the machine's Python (3.11 or newer); on Debian installs the venv package when it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

python=""
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Easel needs Python 3.11 or newer; install it, or name one with PYTHON=/path/to/python make run" >&2
    exit 1
fi

# ensurepip is what Debian leaves out of its python3 package.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" >&2
        exit 1
    fi
fi
rm -rf .venv
"$python" -m venv .venv
