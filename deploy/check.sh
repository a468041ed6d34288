#!/usr/bin/env bash
# Tries deploy/install.sh as a container does: an empty folder, another user, nothing writable but the data folder.
#
# Starts Easel there, makes a picture of the demo and stops it by SIGTERM.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
server=""
clean_up() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT

deploy/install.sh "$folder/easel"
mkdir "$folder/data"
as=()
if [ "$(id -u)" = 0 ]; then
    chmod 755 "$folder"
    chown nobody "$folder/data"
    as=(setpriv --reuid nobody --regid nogroup --clear-groups --no-new-privs)
fi
port=$("$folder/easel/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cd "$folder"
env -i PATH="$PATH" HOME=/nonexistent PYTHONDONTWRITEBYTECODE=1 EASEL_PORT="$port" EASEL_DATA_DIR="$folder/data" \
    "${as[@]}" "$folder/easel/venv/bin/python" "$folder/easel/app/app.py" >"$folder/log" 2>&1 &
server=$!
url=http://127.0.0.1:$port
for _ in $(seq 120); do
    curl -fs "$url/healthz" >/dev/null && break
    kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
    sleep 0.5
done
curl -fs -c jar "$url/api/gateways" >/dev/null
run=$(curl -fs -b jar -H 'Content-Type: application/json' "$url/api/runs" \
    -d '{"task": "generate", "gateway": "demo", "model": "painter", "prompt": "a lighthouse at dusk"}' |
    "$folder/easel/venv/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["id"])')
curl -fsN -b jar "$url/api/runs/$run/events" >/dev/null
state=$(curl -fs -b jar "$url/api/runs/$run" |
    "$folder/easel/venv/bin/python" -c 'import json, sys; print(json.load(sys.stdin)["state"])')
[ "$state" = done ] || { echo "the demo's run is $state" >&2; cat "$folder/log" >&2; exit 1; }
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=""
[ "$status" = 0 ] || [ "$status" = 143 ] || { echo "it stopped with status $status" >&2; exit 1; }
echo "installed into an empty folder, run by another user, and stopped: all well"
