"""What demo patients write in their diaries, in both languages. Pure data."""

from collections.abc import Mapping
from types import MappingProxyType

LOW, MIDDLE, HIGH = "low", "middle", "high"

WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "en": {
            LOW: (
                "Stayed in bed until noon. Did not want to talk to anyone.",
                "Cried at work and could not say why.",
                "Everything feels heavy again, like before we started.",
                "Skipped dinner, no appetite.",
                "Argued with my brother, still going round in my head.",
                "Could not start anything today. Dishes are piling up.",
                "Woke at 4 and lay there worrying about money.",
                "The grey is back a little.",
            ),
            MIDDLE: (
                "Went to the store and back, that was enough for one day.",
                "Quiet day. Did some laundry, called my aunt.",
                "Slept better but slow to get going.",
                "Work was long, no worse than usual.",
                "Took the dog round the block twice.",
                "Some worry about the next visit, otherwise fine.",
                "Watched a film and followed the story to the end.",
                "Kids were loud and I coped.",
            ),
            HIGH: (
                "Laughed with my daughter for the first time in weeks.",
                "Cooked a real meal and ate all of it.",
                "Walked by the river and noticed the light on the water.",
                "Paid the bills I had been avoiding.",
                "Played guitar for an hour, forgot the time.",
                "Met a friend for coffee and stayed.",
                "Music sounds like music again.",
                "Got up before the alarm, which never happens.",
            ),
        },
        "es": {
            LOW: (
                "No salí de la cama hasta el mediodía.",
                "Lloré en el trabajo y no supe por qué.",
                "Todo pesa otra vez, como antes de empezar.",
                "Sin hambre, no cené.",
                "Discutí con mi hermano y no dejo de pensarlo.",
                "No pude empezar nada hoy.",
            ),
            MIDDLE: (
                "Fui a la tienda y volví, con eso bastó.",
                "Día tranquilo. Lavé ropa y llamé a mi tía.",
                "Dormí mejor, pero me costó arrancar.",
                "El trabajo fue largo, como siempre.",
                "Saqué al perro dos veces.",
                "Vi una película hasta el final.",
            ),
            HIGH: (
                "Me reí con mi hija después de semanas.",
                "Cociné de verdad y comí todo.",
                "Caminé junto al río y vi la luz en el agua.",
                "Pagué las cuentas que venía dejando.",
                "Toqué la guitarra una hora sin mirar el reloj.",
                "Tomé café con una amiga y me quedé un rato.",
            ),
        },
    }
)
"""By language and by how the day was."""

SYMPTOM_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "dizziness": "dizzy",
            "nausea": "nausea",
            "headache": "headache",
            "dissociation": "spaced out",
            "sleepy": "sleepy",
            "vomiting": "threw up",
            "blurred": "blurry vision",
            "taste": "bad taste",
            "nose": "stuffy nose",
            "throat": "sore throat",
            "numb_mouth": "numb mouth",
            "fatigue": "tired",
            "insomnia": "can't sleep",
        },
        "es": {
            "dizziness": "mareo",
            "nausea": "nauseas",
            "headache": "dolor de cabeza",
            "dissociation": "desconectado",
            "sleepy": "con sueño",
            "vomiting": "vomito",
            "blurred": "vista borrosa",
            "taste": "mal sabor",
            "nose": "nariz tapada",
            "throat": "garganta irritada",
            "numb_mouth": "boca dormida",
            "fatigue": "cansancio",
            "insomnia": "no puedo dormir",
        },
    }
)
"""How a patient names a symptom in a text."""

STRENGTH_WORDS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "en": {1: "bit ", 2: "", 3: "really "},
        "es": {1: "un poco de ", 2: "", 3: "mucho "},
    }
)
