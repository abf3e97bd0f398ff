"""Every text we send, once: queue, claims, dispatch, delivery, gateways.

Knows numbers and texts, not patients. Leaves to its callers why and when to text,
and whether a text is still wanted: they say so through ``register_may_send``, and
hear of texts that did not arrive through ``listen``.
"""

from diary.outbox.account_check import Checked, check_account
from diary.outbox.answers import Answer, answer, answer_by_key
from diary.outbox.breaker import open_accounts
from diary.outbox.codes import Act, Meaning, meaning_of
from diary.outbox.delivery import StatusReport, apply_status
from diary.outbox.dispatch import Tally, dispatch_due
from diary.outbox.drafts import DEFAULT_RANK, MessageDraft, Wait, Waiting
from diary.outbox.figures import Figures, figures
from diary.outbox.gateway import (
    Accepted,
    CalledOff,
    CallRequest,
    Failure,
    Gateway,
    GatewayError,
    Listed,
    Reached,
    SendRequest,
)
from diary.outbox.gateways import Gateways, account_named, open_gateways, open_phone
from diary.outbox.models import (
    Attempt,
    CarrierAccount,
    CarrierEvent,
    Message,
    PhoneText,
    Sender,
    Suppression,
)
from diary.outbox.news import BAD_ENDINGS, News, explained, listen, sentence_of
from diary.outbox.permission import register_gate, register_may_send
from diary.outbox.phone_gateway import PhoneGateway
from diary.outbox.phone_wire import PHONE_ACCOUNT_SID, PhoneAnswer, signed
from diary.outbox.queue import (
    cancel,
    enqueue,
    enqueue_all,
    is_under_way,
    message_by_key,
    message_by_ref,
    messages_about,
)
from diary.outbox.reconciling import Settled, reconcile
from diary.outbox.redacting import REDACT_AFTER, Worded, note_redacted, worded
from diary.outbox.senders import (
    add_sender,
    carried_senders,
    pause_sending,
    resume_sending,
    sender_by_number,
    sender_for,
    senders_of,
)
from diary.outbox.standstill import Standstill, look_first
from diary.outbox.states import Lane, MessageState, Mode, Outcome, SenderKind
from diary.outbox.suppressions import (
    is_suppressed,
    lift,
    suppress,
    suppressed_numbers,
)
from diary.outbox.tokens import status_token
from diary.outbox.trouble import trouble
from diary.outbox.twilio_gateway import TwilioGateway
from diary.outbox.watching import Forecast, Pulse, broken, forecast, pulse, unresolved

__all__ = [
    "BAD_ENDINGS",
    "DEFAULT_RANK",
    "PHONE_ACCOUNT_SID",
    "REDACT_AFTER",
    "Accepted",
    "Act",
    "Answer",
    "Attempt",
    "CallRequest",
    "CalledOff",
    "CarrierAccount",
    "CarrierEvent",
    "Checked",
    "Failure",
    "Figures",
    "Forecast",
    "Gateway",
    "GatewayError",
    "Gateways",
    "Lane",
    "Listed",
    "Meaning",
    "Message",
    "MessageDraft",
    "MessageState",
    "Mode",
    "News",
    "Outcome",
    "PhoneAnswer",
    "PhoneGateway",
    "PhoneText",
    "Pulse",
    "Reached",
    "SendRequest",
    "Sender",
    "SenderKind",
    "Settled",
    "Standstill",
    "StatusReport",
    "Suppression",
    "Tally",
    "TwilioGateway",
    "Wait",
    "Waiting",
    "Worded",
    "account_named",
    "add_sender",
    "answer",
    "answer_by_key",
    "apply_status",
    "broken",
    "cancel",
    "carried_senders",
    "check_account",
    "dispatch_due",
    "enqueue",
    "enqueue_all",
    "explained",
    "figures",
    "forecast",
    "is_suppressed",
    "is_under_way",
    "lift",
    "listen",
    "look_first",
    "meaning_of",
    "message_by_key",
    "message_by_ref",
    "messages_about",
    "note_redacted",
    "open_accounts",
    "open_gateways",
    "open_phone",
    "pause_sending",
    "pulse",
    "reconcile",
    "register_gate",
    "register_may_send",
    "resume_sending",
    "sender_by_number",
    "sender_for",
    "senders_of",
    "sentence_of",
    "signed",
    "status_token",
    "suppress",
    "suppressed_numbers",
    "trouble",
    "unresolved",
    "worded",
]
