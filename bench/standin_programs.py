"""The stand-ins as programs: fetched from npm aside, started on loopback, ended.

``emulate`` keeps state as Twilio does and signs webhooks; Prism holds each request
and answer against Twilio's own OpenAPI document, where that is at hand. Between us
and them stands a line of our own that notes everything and can lose an answer.
"""

import http.client
import json
import shutil
import socket
import subprocess
import threading
import time
from base64 import b64encode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode
from urllib.request import Request, urlopen

HOUSE = Path(__file__).resolve().parent.parent
FOLDER = HOUSE / "build" / "standins"
# Node of its own: emulate needs 22.15, and an older emulate listens on all addresses.
PACKAGES = ("emulate@0.12.2", "node@24", "@stoplight/prism-cli@5.14.2")
DOCUMENT = HOUSE.parent / "shared" / "twilio" / "messages_openapi.json"
ACCOUNT, TOKEN = "AC" + "0" * 32, "twilio_test_auth_token"
SERVICE = "MG" + "1" * 32  # zeros are its own
NUMBER = "+15550001111"
RELATIVE = {"first_page_uri", "next_page_uri", "previous_page_uri", "uri"}


def fetched() -> str:
    """Install what is needed once; return why it cannot be had, or nothing."""
    stamp = FOLDER / "packages.txt"
    if stamp.exists() and stamp.read_text() == "\n".join(PACKAGES):
        return ""
    if shutil.which("npm") is None:
        return "npm is not installed"
    FOLDER.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--prefix", FOLDER, *PACKAGES],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        return f"npm could not install them: {done.stderr.strip()[-120:]}"
    stamp.write_text("\n".join(PACKAGES))
    return ""


def free_port() -> int:
    """Return a port of loopback that nobody held a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def started(command: list[str], port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start a program and wait until it listens."""
    with log.open("wb") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told, cwd=HOUSE)
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    raise SystemExit(f"{command[0]} did not start: {log.read_text()[-500:]}")


def start_emulate(ours: str, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the stateful stand-in with one number whose webhooks are ours."""
    seed = {
        "twilio": {
            "account": {"sid": ACCOUNT, "auth_token": TOKEN},
            "phone_numbers": [
                {"phone_number": NUMBER, "sms_url": f"{ours}/twilio/inbound"}
            ],
            "messaging_services": [
                {"sid": SERVICE, "friendly_name": "ours", "phone_numbers": [NUMBER]}
            ],
        }
    }
    file = folder / "seed.yaml"  # JSON is YAML
    file.write_text(json.dumps(seed))
    port, packages = free_port(), FOLDER / "node_modules"
    node = str(packages / "node" / "bin" / "node")
    command = [node, str(packages / "emulate" / "dist" / "index.js"), "start"]
    command += ["--service", "twilio", "-p", str(port), "--seed", str(file)]
    process = started(command, port, folder / "emulate.log")
    return process, f"http://127.0.0.1:{port}"


def start_prism(behind: str, folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the contract in front of the other stand-in.

    Twilio's document says its page links are whole addresses; Twilio's are relative,
    as the document's own examples show, so that one rule is left out of a copy.
    """
    document = folder / "document.json"
    document.write_text(json.dumps(_relaxed(json.loads(DOCUMENT.read_text()))))
    port, packages = free_port(), FOLDER / "node_modules"
    prism = packages / "@stoplight" / "prism-cli" / "dist" / "index.js"
    command = [str(packages / "node" / "bin" / "node"), str(prism), "proxy"]
    command += ["-h", "127.0.0.1", "-p", str(port), "--errors", str(document), behind]
    process = started(command, port, folder / "prism.log")
    return process, f"http://127.0.0.1:{port}"


def _relaxed(node: Any, name: str = "") -> Any:
    if isinstance(node, list):
        return [_relaxed(each) for each in node]
    if not isinstance(node, dict):
        return node
    is_link = name in RELATIVE and node.get("format") == "uri"
    return {
        key: _relaxed(value, key)
        for key, value in node.items()
        if not (is_link and key == "format")
    }


@dataclass
class Line:
    """What lies between us and the stand-ins; ``loses_next`` loses one answer."""

    behind: str
    loses_next: bool = False
    broken: list[str] = field(default_factory=list)
    statuses: list[tuple[str, int]] = field(default_factory=list)

    def start(self) -> str:
        line = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                line.pass_on(self)

            def do_GET(self) -> None:
                line.pass_on(self)

            def log_message(self, *_told: object) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def pass_on(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        is_lost = asked.command == "POST" and self.loses_next
        if is_lost:
            # Its callback would settle the doubt before the list is asked.
            self.loses_next = False
            form = [
                each for each in parse_qsl(body.decode()) if "Callback" not in each[0]
            ]
            body = urlencode(form).encode()
        status, kind, said = self._asked(asked, body)
        self.statuses.append((asked.command, status))
        if b"stoplight.io/prism/errors" in said:
            self.broken.append(f"{asked.command} {said.decode()[:160]}")
        if is_lost:
            asked.close_connection = True
            asked.connection.close()
            return
        asked.send_response(status)
        asked.send_header("Content-Type", kind)
        asked.send_header("Content-Length", str(len(said)))
        asked.end_headers()
        asked.wfile.write(said)

    def _asked(
        self, asked: BaseHTTPRequestHandler, body: bytes
    ) -> tuple[int, str, bytes]:
        there = http.client.HTTPConnection(self.behind.removeprefix("http://"))
        left_out = ("host", "content-length", "connection")
        headers = {k: v for k, v in asked.headers.items() if k.lower() not in left_out}
        there.request(asked.command, asked.path, body, headers)
        answer = there.getresponse()
        said = answer.read()
        there.close()
        return answer.status, answer.headers.get("Content-Type", ""), said


def told(address: str, path: str, form: dict[str, str] | None = None) -> Any:
    """Ask the stand-in itself, as the account."""
    data = urlencode(form).encode() if form else None
    request = Request(address + path, data=data)  # noqa: S310 - loopback
    secret = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    request.add_header("Authorization", f"Basic {secret}")
    with urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.load(answer)
