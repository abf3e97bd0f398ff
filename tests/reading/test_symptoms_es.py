"""What Spanish texts say of symptoms: denied, meant otherwise, of others, lay words."""

import pytest

from diary.reading import read


def severities(text: str) -> dict[str, int | None]:
    reports = read(text, language="es").symptoms
    return {report.key: report.severity for report in reports}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("estreñimiento no, por suerte", "constipation"),
        ("dolor de cabeza no", "headache"),
        ("migraña no he tenido", "headache"),
        ("la cabeza ya no me duele", "headache"),
        ("nauseas gracias a dios no", "nausea"),
        ("antes eran náuseas, hoy no", "nausea"),
        ("las nauseas ya cedieron", "nausea"),
        ("la ansiedad de toda la vida, desaparecida", "anxiety"),
        ("de la ansiedad ni me acuerdo", "anxiety"),
        ("ya no tengo sueño", "sleepy"),
        ("al orinar no me arde", "pee_pain"),
        ("ya no se me sale la orina", "pee_urgent"),
        ("nadie me persigue", "paranoia"),
        ("me quitaron las nauseas con la pastilla", "nausea"),
        ("el dolor de cabeza no regreso", "headache"),
        ("se me fue la ansiedad", "anxiety"),
        ("ya no se me acelera el corazon", "heart_race"),
    ],
)
def test_a_denial_is_heard_before_behind_and_afar(text: str, key: str) -> None:
    assert severities(text) == {key: 0}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("no doy ni un paso de lo agotado", "fatigue"),
        ("no puedo ni pararme del mareo", "dizziness"),
        ("no como nada por el asco", "nausea"),
        ("no cede el dolor de cabeza", "headache"),
        ("si no corro me orino encima", "pee_urgent"),
        ("no duermo y ni falta me hace, mil ideas", "activation"),
        ("oigo pasos y no hay nadie", "hallucination"),
        ("tengo dos meses de embarazo", "pregnant"),
        ("me maree pero no vomite", "dizziness"),
        ("ando mareada, no?", "dizziness"),
    ],
)
def test_a_negated_verb_may_be_no_denial(text: str, key: str) -> None:
    assert severities(text).get(key, 0) != 0


@pytest.mark.parametrize(
    "text",
    [
        "me devolvió las ganas de levantarme",
        "devolvi el libro a la biblioteca",
        "creo que marcaron mal, ese paciente no soy yo",
        "a mi primo le fue pésimo, con vómitos y todo",
        "dicen que da mareo",
        "el perro me persigue por toda la casa jugando",
        "me siguen doliendo los pies",
        "no me baja la fiebre",
        "deje la estufa prendida",
        "vi gente conocida",
        "tome cursos en linea",
        "no aguanto las ganas de verte",
        "me ido bien",
        "prueba positiva de covid",
        "antojo de pizza",
        "el foco se fundio",
        "cielo nublado",
        "la enfermera me observa una hora",
        "la doctora andaba de malas",
        "con el otro doctor me daban náuseas",
        "compré gotas para la nariz",
        "me muero de risa",
        "cuando empecé el tratamiento vomitaba",
        "me asusta que me dé insomnio",
        "que no me den náuseas por favor",
        "los nervios los tiene mi hija",
        "antes sí me daban mareos",
        "mi amiga me contó que vomitó",
        "dicen que deja la boca seca",
        "antes no podía dormir",
        "la enfermera me preguntó si tenía náuseas",
        "vi una película de miedo",
        "tengo miedo de que me den náuseas",
        "cuando tomaba sertralina no dormía",
        "¿cuánto tardan en irse las náuseas?",
    ],
)
def test_what_only_sounds_like_an_own_symptom_is_none(text: str) -> None:
    assert severities(text) == {}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Veía borroso, luego doble", {"blurred", "double"}),
        ("meo cada veinte minutos y me escuece", {"pee_often", "pee_pain"}),
        ("Mareo, sueño y esa sensación", {"dizziness", "sleepy"}),
        (
            "Garganta irritada, manos dormidas y hormigueo por la espalda",
            {"throat", "numb", "tingling"},
        ),
        ("sabor levemente metálico", {"taste"}),
        ("me molesta un poquito la cabeza", {"headache"}),
        ("se me va la cabeza al pararme", {"dizzy_standing"}),
        ("hay un coche que me sigue", {"paranoia"}),
        ("entro al cuarto y no sé a qué", {"memory"}),
        ("me tome la dosis de mañana tambien", {"extra_use"}),
        ("ando con la ancieda", {"anxiety"}),
        ("me duele un monton la cabeza", {"headache"}),
        ("sensacion rara de no estar en el cuerpo", {"dissociation"}),
        ("ando desconcentrada", {"focus"}),
        ("me oriné en el camion", {"pee_urgent"}),
        ("no me hallaba en mi propio cuerpo", {"dissociation"}),
        ("me la paso en el baño orinando", {"pee_often"}),
        ("orino y siento como que me quema", {"pee_pain"}),
        ("se me pega la lengua al paladar", {"dry_mouth"}),
        ("al levantarme se me pone todo negro", {"dizzy_standing"}),
        ("el corazón se me quería salir", {"heart_race"}),
        ("me desperté a las 3 y ya no me pude dormir", {"insomnia"}),
        ("tremendo dolor de cabeza", {"headache"}),
        ("con ansiedad y no dormí nada", {"anxiety", "insomnia"}),
        ("estaba ahí pero no estaba", {"dissociation"}),
        ("el olor de la comida me revuelve", {"nausea"}),
        ("me gana el pis", {"pee_urgent"}),
        ("orinar es como echar vidrios", {"pee_pain"}),
        ("no voy al baño hace 4 días", {"constipation"}),
        ("pasé la noche en vela", {"insomnia"}),
        ("se me borraron los límites del cuerpo", {"dissociation"}),
        ("dolor aquí en la frente", {"headache"}),
        ("traía la presión en 160/100", {"bp_up"}),
    ],
)
def test_lay_words_and_lists_are_heard_whole(text: str, keys: set[str]) -> None:
    found = severities(text)
    assert found.keys() == keys
    assert 0 not in found.values()


def test_each_symptom_of_a_text_has_its_own_denial() -> None:
    assert severities("dolor de cabeza leve, nada de asco")["headache"] == 1
    assert severities("mareo si, vomito no") == {"dizziness": None, "vomiting": 0}
    assert severities("dolor de cabeza y nauseas no") == {"headache": 0, "nausea": 0}
    assert severities("antes eran náuseas, hoy no, hoy puro sueño") == {
        "nausea": 0,
        "sleepy": None,
    }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("el mareo cedió en la noche", "dizziness"),
        ("hoy la ansiedad me dejó en paz", "anxiety"),
        ("la boca ya no la siento seca", "dry_mouth"),
        ("la vista normal", "blurred"),
        ("orino sin ardor", "pee_pain"),
        ("la ansiedad bajó del todo", "anxiety"),
    ],
)
def test_what_ceased_is_denied(text: str, key: str) -> None:
    assert severities(text) == {key: 0}
