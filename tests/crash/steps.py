"""The places where somebody is killed, by the names the histories use."""

OWN_STEPS = (
    *("before_claim", "before_intent_commit", "after_intent_commit"),
    *("before_call", "before_begin", "after_call"),
    *("before_outcome_commit", "after_outcome_commit", "before_reconcile"),
)
"""What ``dispatch`` and the designs tell of themselves."""

COMMIT_STEPS = ("before_any_commit", "after_any_commit")
"""Around every commit of a worker: release, claim, outcome, doubt, late text."""

CARRIER_STEPS = (
    *("connected", "mid_request", "after_request"),
    *("before_answer", "mid_answer"),
)
"""What the carrier sees of a worker's call."""

AT_RANDOM = "at_random"
WORKER_STEPS = (*OWN_STEPS, *COMMIT_STEPS, *CARRIER_STEPS, AT_RANDOM)

WEBHOOK_AT_RANDOM = "webhook_at_random"
WEBHOOK_STEPS = (
    *("webhook_begun", "webhook_before_commit", "webhook_after_commit"),
    *("webhook_before_answer", "webhook_mid_answer", "webhook_answered"),
)
"""In the process that hears the carrier: a text in, or a status."""

SERVICE_STEPS = (*WEBHOOK_STEPS, WEBHOOK_AT_RANDOM)
ALL_STEPS = (*WORKER_STEPS, *SERVICE_STEPS)
