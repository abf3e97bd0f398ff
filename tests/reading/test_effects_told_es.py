"""How Spanish-speaking patients tell what a medicine did: effects, ends and answers."""

import pytest

from diary.reading import Kind, read


def severities(text: str) -> dict[str, int | None]:
    reports = read(text, language="es").symptoms
    return {report.key: report.severity for report in reports}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Me cuesta muchísimo conciliar el sueño", {"insomnia"}),
        ("me da un sueño que no puedo con él", {"sleepy"}),
        ("siento que no me llena el aire", {"breath"}),
        ("leo el mismo renglón tres veces y no se me queda", {"focus"}),
        ("Perdí memoria y me quedo en blanco", {"memory", "focus"}),
        ("la boca se me queda como lija", {"dry_mouth"}),
        ("la presión se me fue a las nubes", {"bp_up"}),
        ("fui como seis veces al baño, pura agua", {"diarrhea"}),
        ("voy al baño cada cuatro días y con trabajos", {"constipation"}),
        ("no había quien me despertara", {"sedation"}),
        ("no he parado en tres días", {"activation"}),
        ("vi gente en la sala y no había nadie", {"hallucination"}),
        ("resaca en la cabeza", {"headache"}),
        ("traigo un clavo en la frente", {"headache"}),
        ("las luces dejaban rastro", {"visual"}),
        ("mis manos no parecían mías", {"dissociation"}),
        ("todo me sabe mal", {"taste"}),
        ("si me río se me sale tantita pipí", {"pee_urgent"}),
        ("hasta bañarme me cansa", {"fatigue"}),
        ("ojos como con vaselina", {"blurred"}),
        ("volvió la depresión", {"mood_drop"}),
        ("terminé abrazada al excusado", {"vomiting"}),
        ("estreñida desde hace una semana", {"constipation"}),
        ("hace una semana que no duermo", {"insomnia"}),
    ],
)
def test_an_effect_is_heard_in_everyday_words(text: str, keys: set[str]) -> None:
    found = severities(text)
    assert found.keys() == keys
    assert 0 not in found.values()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("El mareo fue horrible", {"dizziness": 3}),
        ("las náuseas fueron lo peor", {"nausea": None}),
        ("me dieron náuseas, fue horrible", {"nausea": None}),
        ("la náusea pasó rápido", {"nausea": 0}),
        ("el mareo ya se fue", {"dizziness": 0}),
        ("Me arregló el estreñimiento que traía", {"constipation": 0}),
        ("la ansiedad ya casi no la siento", {"anxiety": 0}),
        ("no he visto ni oído cosas raras", {"hallucination": 0}),
        ("la cabeza no me ha dolido nada", {"headache": 0}),
        ("se me desadormeció la boca", {"numb_mouth": 0}),
        ("se me quitó el mareo y la náusea", {"dizziness": 0, "nausea": 0}),
        ("Adiós al insomnio y a la ansiedad", {"insomnia": 0, "anxiety": 0}),
        ("no se me subió la presión", {"bp_up": 0}),
        ("vomitar no vomité", {"vomiting": 0}),
        ("las náuseas ni se aparecieron", {"nausea": 0}),
        ("ya duermo toda la noche", {"insomnia": 0}),
        ("ya no me canso", {"fatigue": 0}),
    ],
)
def test_what_was_is_told_from_what_went(
    text: str, expected: dict[str, int | None]
) -> None:
    assert severities(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la lengua ya no está dormida", {"numb_mouth": 0}),
        ("el cuarto ya no gira", {"vertigo": 0}),
        ("la boca no se me seca", {"dry_mouth": 0}),
        ("las manos no me tiemblan", {"tremor": 0}),
        ("al pararme no me mareo", {"dizzy_standing": 0}),
        ("la cabeza no me da vueltas", {"dizziness": 0}),
        ("el dolor de cabeza no se me quita", {"headache": None}),
        ("la cabeza no para de doler", {"headache": None}),
        ("el aire no me entra", {"breath": None}),
        ("el sueño no me llega", {"insomnia": None}),
        ("vi gente en la sala y no había nadie", {"hallucination": None}),
    ],
)
def test_a_no_in_the_midst_denies_but_where_it_is_the_trouble(
    text: str, expected: dict[str, int | None]
) -> None:
    assert severities(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no salí y tengo ansiedad", {"anxiety": None}),
        ("no me ayudó y tengo náuseas", {"nausea": None}),
        ("no desayuné y traigo dolor de cabeza", {"headache": None}),
        ("sin comer y con mareo", {"dizziness": None}),
        ("no tengo náusea y dolor de cabeza sí", {"nausea": 0, "headache": None}),
        ("no tengo náusea ni mareo", {"nausea": 0, "dizziness": 0}),
        ("no me concentro y olvido todo", {"focus": None, "memory": None}),
        ("boca adormecida, sabor amargo", {"numb_mouth": None, "taste": None}),
        ("cero ansiedad hoy", {"anxiety": 0}),
    ],
)
def test_a_denial_ends_where_something_else_is_told(
    text: str, expected: dict[str, int | None]
) -> None:
    assert severities(text) == expected


@pytest.mark.parametrize(
    ("text", "asked", "kind"),
    [
        ("luego les digo", "mood", Kind.LATER),
        ("mañana le aviso", "ride", Kind.LATER),
        ("estoy en junta, más tarde", "mood", Kind.LATER),
        ("todavía no, más adelante", "booster", Kind.LATER),
        ("pregúntenme en un par de semanas", "booster", Kind.LATER),
        ("puedo ir pero más tarde, ¿a las 6?", "visit", Kind.RESCHEDULE),
        ("déjenme de escribir", None, Kind.OPT_OUT),
        ("dejen en paz mi celular", None, Kind.OPT_OUT),
        ("ayúdenme a entender los mensajes", None, Kind.HELP),
        ("¿qué hago con este mensaje?", None, Kind.HELP),
        ("deshagan lo último", None, Kind.UNDO),
        ("no conozco a ninguna Lupita", None, Kind.WRONG_NUMBER),
        ("sigo sin conseguir", "ride", Kind.DECLINE),
    ],
)
def test_an_answer_is_heard(text: str, asked: str | None, kind: Kind) -> None:
    heard = read(text, language="es", asked=asked)
    assert kind in {act.kind for act in heard.acts}


@pytest.mark.parametrize(
    "text",
    [
        "mi perro se llama Mateo",
        "me mareas con tantas preguntas",
        "qué dolor de cabeza es el tráfico",
        "estoy muerta de risa",
        "está temblando en la ciudad",
        "ya quedó anotado",
    ],
)
def test_what_only_sounds_like_an_effect_is_none(text: str) -> None:
    assert not severities(text)


@pytest.mark.parametrize("text", ["del 1 al 10 un 7", "dormí mal, 5", "yo digo que 5"])
def test_a_number_is_no_correction_for_the_words_beside_it(text: str) -> None:
    assert not read(text, language="es").corrects


@pytest.mark.parametrize(("text", "mood"), [("9 👏", 9), ("8 🥱", 8), ("6 🍺", None)])
def test_a_face_beside_a_number_is_not_counted(text: str, mood: int | None) -> None:
    assert read(text, language="es", asked="mood").mood == mood


def test_leaving_a_gym_is_not_leaving_the_texts() -> None:
    assert not read("me quiero dar de baja del gimnasio", language="es").acts


def test_a_slip_of_the_finger_is_a_correction() -> None:
    assert read("es 6, le piqué mal", language="es").corrects


@pytest.mark.parametrize("word", ["moirme", "matrme", "matarne", "suicudarme"])
def test_a_slip_that_a_list_names_is_still_put_right(word: str) -> None:
    assert read(f"quiero {word}", language="es").crisis
