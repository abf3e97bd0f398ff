"""Patients of a clinic and what they agreed to be texted about.

Leaves suppressions after STOP to ``outbox``, courses and rides to ``courses``.
"""

from diary.patients.models import Consent, ConsentHow, Patient, Purpose

__all__ = ["Consent", "ConsentHow", "Patient", "Purpose"]
