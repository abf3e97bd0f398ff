"""The between-sessions diary and reminder service for ketamine clinics.

The map, in import order; a line imports lines above it, nothing below:

ground      errors, clock, localtime, phone, sealed, config, db, logs, texts, runs,
            readiness
audit       who did what to whom
clinics     clinics and the people who work there
patients    patients and what they agreed to
tasks       what a person of the clinic has to do
instruments what is asked and what the numbers mean (pure)
reading     what a text says (pure)
entries     the diary
courses     treatment sessions, rides, boosters
outbox      every text we send, once
alerts      what needs a person, and is it seen
reminders   what should be said when
watches     what several days show together, by rules a clinic sets
timeline    entries and sessions as one story
intake      the one way into the diary, safety rules included
inbox       what patients text
auth        who may come in and what they may do
demo        a made-up clinic and its movable clock
web api cli the edges: pages, JSON, commands
app         all of it, wired
"""
