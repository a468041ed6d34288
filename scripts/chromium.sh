#!/usr/bin/env bash
# Sees to it that a Chromium is here for the browser tests: the distribution's headless shell, else any Chromium that
# is installed or can be, else Playwright's own. Fails when none can be had, so that the journeys never go untested
# in silence.
set -euo pipefail
cd "$(dirname "$0")/.."

# The headless shell loads Easel's page with a third of the processor time of the whole browser.
names=(chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable)

found() {
    [ -n "${EASEL_CHROMIUM:-}" ] && [ -x "${EASEL_CHROMIUM:-}" ] && return 0
    for name in "${names[@]}"; do command -v "$name" && return 0; done
    return 1
}

has_chinese() {
    command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .
}

install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    shell=$(command -v chromium-headless-shell || true)
    if [ -z "$shell" ] || ! has_chinese; then
        apt-get update -qq
        [ -n "$shell" ] || install chromium-headless-shell || found >/dev/null || install chromium
        has_chinese || install fonts-noto-cjk
    fi
fi
found >/dev/null && exit 0
[ "$(uname)" = Darwin ] && [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] && exit 0
.venv/bin/python -m playwright install chromium
