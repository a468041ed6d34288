#!/usr/bin/env bash
# Sees to it that an nginx is here, which stands in front of Easel in tests/fronts: the distribution's, in any flavour.
# It is not started as a service. Fails when none can be had, so that those tests never go out in silence.
set -euo pipefail

has_nginx() {
    PATH=$PATH:/usr/sbin:/usr/local/sbin command -v nginx >/dev/null
}

has_nginx && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # The package would start a server on port 80; the policy of this one installation says no.
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && trap 'rm -f "$policy"' EXIT; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light >/dev/null
fi
has_nginx && exit 0
echo "The tests put an nginx in front of Easel; install one (Debian: apt install nginx-light, macOS: brew install nginx)." >&2
exit 1
