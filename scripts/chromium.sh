#!/usr/bin/env bash
# Sees to it that a Chromium is here for the browser tests: the system's, else the distribution's package,
# else Playwright's own. Fails when none can be had, so that the journeys never go untested in silence.
set -euo pipefail
cd "$(dirname "$0")/.."

found() {
    [ -n "${EASEL_CHROMIUM:-}" ] && [ -x "${EASEL_CHROMIUM:-}" ] && return 0
    command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
}

has_chinese() {
    command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    wanted=()
    found >/dev/null || wanted+=(chromium)
    has_chinese || wanted+=(fonts-noto-cjk)
    if [ ${#wanted[@]} -gt 0 ]; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${wanted[@]}" >/dev/null
    fi
fi
found >/dev/null && exit 0
[ "$(uname)" = Darwin ] && [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
.venv/bin/python -m playwright install chromium
