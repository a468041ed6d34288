"""A real nginx in front of Easel, with a configuration as people write it."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

import httpx

from tests.easel_process import free_port
from tests.paths import ROOT

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
MAIN = Template("""
daemon off; master_process off; worker_processes 1; pid $folder/pid; error_log stderr warn;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
    server { listen 127.0.0.1:$ready; location / { return 204; } }
    $servers
}
""")
TLS = Template("listen 127.0.0.1:$port ssl http2; ssl_certificate $certificate; ssl_certificate_key $key;")


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate that signs itself; `pin` is the hash of its key, by which Chromium can be told to trust it."""

    file: Path
    key: Path
    pin: str


def make_certificate(folder: Path, *names: str) -> Certificate:
    file, key = folder / "front.pem", folder / "front.key"
    alternatives = ",".join(f"DNS:{name}" for name in names)
    request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=front"
    subject = ("-addext", f"subjectAltName={alternatives}", "-out", file, "-keyout", key)
    subprocess.run(["openssl", *request.split(), *subject], check=True, capture_output=True)
    pipeline = f"openssl x509 -in {file} -pubkey -noout | openssl pkey -pubin -outform der"
    pipeline += " | openssl dgst -sha256 -binary | openssl enc -base64"
    pin = subprocess.run(["sh", "-c", pipeline], check=True, capture_output=True, text=True).stdout.strip()
    return Certificate(file=file, key=key, pin=pin)


def server(port: int, body: str, *, certificate: Certificate | None = None) -> str:
    """A server block; with a certificate it speaks TLS and HTTP/2."""
    listen = f"listen 127.0.0.1:{port};"
    if certificate:
        listen = TLS.substitute(port=port, certificate=certificate.file, key=certificate.key)
    return f"server {{ {listen} {body} }}"


def shipped_location(url: str) -> str:
    """The location of deploy/nginx.conf, in front of `url`."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    location = text[text.index("    location / {") : text.rindex("}")]
    return location.replace("http://easel:7860", url)


@contextmanager
def nginx(folder: Path, *servers: str) -> Iterator[None]:
    """Starts nginx with these server blocks, waits until it answers, and ends it by its id."""
    assert NGINX, "scripts/nginx.sh installs it"
    folder.mkdir(parents=True, exist_ok=True)
    ready = free_port()
    file = folder / "nginx.conf"
    file.write_text(MAIN.substitute(folder=folder, ready=ready, servers="\n".join(servers)))
    log = folder / "nginx.log"
    with log.open("wb") as out:
        process = subprocess.Popen([NGINX, "-p", folder, "-c", file], stdout=out, stderr=subprocess.STDOUT)
    try:
        wait_until_answering(f"http://127.0.0.1:{ready}/", process, log)
        yield
    finally:
        process.terminate()
        process.wait(10)


def wait_until_answering(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url, timeout=2)
            return
        except httpx.TransportError:
            time.sleep(0.02)
    raise RuntimeError(f"nginx did not start:\n{log.read_text()}")
