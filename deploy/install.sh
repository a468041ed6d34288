#!/usr/bin/env bash
# Installs Easel from its sources into an empty folder: the app, and a virtual environment with the locked packages.
#
#     deploy/install.sh TARGET
#
# TARGET/app and TARGET/venv need not be writable afterwards; whoever runs TARGET/venv/bin/python TARGET/app/app.py
# needs a data folder of their own (EASEL_DATA_DIR). The Dockerfile runs this, and docs/HOSTING.md for systemd.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
target=${1:?usage: deploy/install.sh TARGET}

if [ -e "$target/app" ] || [ -e "$target/venv" ]; then
    echo "$target holds an Easel already: install into a new folder, and point the service at it" >&2
    exit 1
fi
mkdir -p "$target/app"
"${PYTHON:-python3}" -m venv "$target/venv"
"$target/venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --require-hashes \
    --only-binary :all: -r "$source/requirements.lock"
for room in app.py formats models painter providers studio ui CHANGELOG.md LICENSE; do
    cp -R "$source/$room" "$target/app/"
done
"$target/venv/bin/python" -m compileall -q "$target/app"
