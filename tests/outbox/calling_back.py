"""How the carrier of the tests calls our webhooks: a signed form over HTTP."""

import http.client
from urllib.parse import urlencode, urlsplit

from diary.outbox import signed


def call_back(url: str, fields: dict[str, str], auth_token: str) -> int:
    """Post a signed form; return the status, or 0 where nobody answered."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": signed(url, fields, auth_token),
    }
    try:
        connection.request("POST", parts.path, urlencode(fields), headers)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
