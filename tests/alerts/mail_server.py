"""A mail server of our own over real SMTP, in a thread: it takes, refuses or hangs up.

With a certificate it speaks TLS as real ones do; ``certificate`` makes one that only
those trust who are told to.
"""

import asyncio
import logging
import ssl
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from diary import clock
from diary.config import MailServer

# The server's own log quotes addresses, which ours never does.
logging.getLogger("mail.log").setLevel(logging.ERROR)
USER, PASSWORD = "diary", "an open secret"


@dataclass
class Box:
    """What it took, and how it answers; ``says`` is the answer to a recipient."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    says: str = "250 OK"

    async def handle_RCPT(  # noqa: N802 - so it is called
        self, _server: SMTP, _talk: Session, envelope: Envelope, address: str, _: Any
    ) -> str:
        if self.says.startswith("250"):
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return self.says

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _talk: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        read = message_from_bytes(content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        self.taken.append(read)
        return "250 taken"

    def sign_in(
        self, _server: SMTP, _talk: Session, _env: Envelope, _how: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.users.append(given.login.decode())
        is_known = given.password.decode() == PASSWORD
        return AuthResult(success=is_known, handled=False)


class Post:
    """One running server; ``settings`` is how to reach it."""

    def __init__(self, tls: str = "none", chain: Path | None = None) -> None:
        self.box, self.tls = Box(), tls
        self._context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        if chain:
            self._context.load_cert_chain(chain)
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=[ready], daemon=True)
        self._thread.start()
        assert ready.wait(20)

    def _serve(self, ready: threading.Event) -> None:
        self._loop.run_until_complete(self._until_over(ready))
        self._loop.close()

    async def _until_over(self, ready: threading.Event) -> None:
        self._over = asyncio.Event()
        at_once = self._context if self.tls == "at once" else None
        server = await self._loop.create_server(self._talk, "127.0.0.1", 0, ssl=at_once)
        self._port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._over.wait()
        server.close()

    def _talk(self) -> SMTP:
        asked_for = self._context if self.tls == "asked for" else None
        return SMTP(
            self.box,
            hostname="localhost",
            loop=self._loop,
            tls_context=asked_for,
            require_starttls=asked_for is not None,
            authenticator=self.box.sign_in,
            auth_require_tls=asked_for is not None,
        )

    @property
    def settings(self) -> MailServer:
        if self.tls == "none":
            return MailServer("127.0.0.1", self._port, self.tls)
        return MailServer("localhost", self._port, self.tls, USER, PASSWORD)

    def stop(self) -> None:
        """Stop serving; a second time does nothing."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._over.set)
            self._thread.join(10)


def certificate(folder: Path) -> Path:
    """Make a key and a certificate for localhost; return the file of both."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.real_now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain = folder / "localhost.pem"
    chain.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return chain
