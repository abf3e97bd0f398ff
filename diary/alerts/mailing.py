"""One e-mail over SMTP, once: sent, or why not and whether to try again.

Leaves when and to whom to ``bringing``. Says nothing about what was told: an e-mail
is read on lock screens and kept on servers.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from diary.alerts.orders import NotBrought, Order
from diary.config import MailServer
from diary.texts import render

TIMEOUT_S = 8.0
PERMANENT = 500
SIGN_IN_REFUSED = "the mail server refused our sign-in"
NOT_REACHED = "the mail server cannot be reached"
NO_SERVER = "no mail server is set (DIARY_SMTP_URL)"


def send_mail(server: MailServer, sender: str, order: Order) -> None:
    """Hand one e-mail to the mail server; raises NotBrought.

    Sent again it has the same Message-ID, so that a reader sees one.
    """
    message = written(sender, order)
    try:
        with _connected(server, sender) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message)
    except smtplib.SMTPAuthenticationError:
        raise NotBrought(SIGN_IN_REFUSED) from None
    except smtplib.SMTPRecipientsRefused as refused:
        code = max(code for code, _ in refused.recipients.values())
        raise _refused("the address", code) from None
    except smtplib.SMTPResponseException as refused:
        raise _refused("the e-mail", refused.smtp_code) from None
    except (OSError, smtplib.SMTPException) as error:
        raise NotBrought(f"{NOT_REACHED} ({type(error).__name__})") from None


def _connected(server: MailServer, sender: str) -> smtplib.SMTP:
    """Connect with TLS and a checked certificate, but on this machine itself."""
    us = sender.rpartition("@")[2]
    if server.tls == "at once":
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            us,
            timeout=TIMEOUT_S,
            context=ssl.create_default_context(),
        )
    connection = smtplib.SMTP(server.host, server.port, us, TIMEOUT_S)
    if server.tls == "asked for":
        try:
            connection.starttls(context=ssl.create_default_context())
        except BaseException:
            connection.close()
            raise
    return connection


def _refused(what: str, code: int) -> NotBrought:
    return NotBrought(f"{what} was refused ({code})", is_final=code >= PERMANENT)


def written(sender: str, order: Order) -> EmailMessage:
    """Return the e-mail: a code and a link, no word of what it is about."""
    message = EmailMessage()
    message["From"], message["To"] = sender, order.to
    message["Subject"] = render("page_subject", order.language, code=order.code)
    message["Date"] = format_datetime(order.at)
    message["Message-ID"] = f"<{order.ref}@{sender.rpartition('@')[2]}>"
    # No out-of-office answer is of any use to us.
    message["Auto-Submitted"] = "auto-generated"
    values = {"code": order.code, "link": order.link}
    message.set_content(render("page_mail", order.language, **values))
    return message
