"""What stands beside Spanish words that page takes nothing from them."""

import pytest

from diary.reading import CrisisLevel, read


def level_of(text: str) -> CrisisLevel:
    return read(text, language="es").crisis_level


@pytest.mark.parametrize(
    "text",
    [
        "quiero morirme, hace mucho calor",
        "hace mucho calor y me voy a ahorcar",
        "despedida de soltera el viernes, pienso en matarme",
        "la semana pasada tuve mareo y quiero suicidarme",
        "no dejo de pensar en matarme, hace años tuve dolor de pecho",
        "antes me daban ataques de panico y quiero quitarme la vida",
        "hace un mes empece el tratamiento, me quiero morir",
        "cuando era niño tenia asma, tengo un plan para matarme",
        "mi hermano murio el año pasado y no puedo seguir viviendo",
        "voy a matarme, el año pasado me desmayaba mucho",
    ],
)
def test_a_past_of_something_else_makes_no_past_of_a_wish(text: str) -> None:
    assert level_of(text) is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "mi hijo esta enfermo, no tengo razones para vivir",
        "mi mama dice que rece pero tengo ideas suicidas",
        "mi vecina se queja, no merezco vivir",
        "mi hermana viene el lunes, tome veneno",
        "mi ex me llamo pero tengo ganas de morir",
        "como dice la cancion, tengo pensamientos suicidas",
        "la pelicula estuvo de 10 pero pienso en suicidarme",
        "mi familia no sabe y ya no tengo ganas de vivir",
        "mi esposo tiene migraña, tengo ideas suicidas",
        "el folleto dice que da nauseas y tengo pensamientos suicidas",
        "mi hija tiene fiebre voy a suicidarme esta noche",
    ],
)
def test_a_person_or_a_film_beside_a_wish_does_not_have_it(text: str) -> None:
    assert level_of(text) is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "me quiero morir. mi vecino beto vino a comer",
        "preferiria estar muerta mi vecina se queja",
        "tengo ganas de morir, mi mama se marea mucho",
        "ojala estuviera muerto. mi vecino beto",
        "no tengo razones para vivir. gracias doctora",
        "esta noche me mato, me mata el dolor de cabeza",
        "mi familia estaria mejor sin mi, me mata la espalda",
        "ya no tengo ganas de vivir, la luz se fue otra vez",
        "me volvi a cortar. me corte el dedo cocinando",
        "tengo ganas de morir pero mi novio se fue",
        "tengo ganas de cortarme, quiero desaparecer un fin de semana en la playa",
        "todos estarian mejor sin mi y me mata la espalda",
        "el examen es el lunes, esta noche me mato",
        "voy a matarme mi mama se marea mucho",
        "adios, esta noche termino con todo, mi esposa me dejo",
    ],
)
def test_an_idiom_does_not_begin_in_one_thing_and_end_in_another(text: str) -> None:
    assert level_of(text) is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "mareo no quiero suicidarme",
        "vomito no tengo ganas de morir",
        "quiero suicidarme, no",
        "pienso en matarme pero efectos ninguno",
        "tengo ideas suicidas no tuve efectos",
        "tengo ganas de morir, no me importa nada",
        "tengo pensamientos suicidas pero el mareo ya se fue",
        "intente suicidarme anoche, no",
    ],
)
def test_a_no_beside_what_is_claimed_denies_something_else(text: str) -> None:
    assert level_of(text) is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "todos estarian mejor sin mi jajaja",
        "tengo ganas de morir, jajaja no me hagan caso",
        "quiero desaparecer para siempre jaja",
        "quiero desaparecer jaja",
    ],
)
def test_laughter_beside_a_plain_wish_leaves_it_to_be_looked_at(text: str) -> None:
    assert level_of(text) is CrisisLevel.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        "quiero morir, me muero de risa con la serie",
        "no puedo seguir viviendo, ya respondi hace media hora",
        "no se si quiero vivir, muero por un cafe",
        "todos estarian mejor sin mi, gracias hermana",
        "adios, esta noche termino con todo. ya no aguanto este calor",
        "me acabo de tomar el frasco entero de pastillas, la vida es una fiesta",
    ],
)
def test_plain_words_page_however_ordinary_the_rest_is(text: str) -> None:
    assert level_of(text) is CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "en 2012 intente matarme",
        "en 2009 intente quitarme la vida, hoy agradezco no haberlo logrado",
        "hace diez años me tome unas pastillas",
        "el año pasado queria matarme y ya no",
        "mi hermano intento matarse el año pasado",
        "mi papa quiere morirse desde que enviudo",
        "mi mama dice que ya no quiere vivir",
        "mi sobrino tiene ideas suicidas, que hago",
        "mi abuelo dice que ojalá no despierte, lo atienden ustedes?",
        "se murio la bateria",
        "casi me muero del susto",
        "vi una serie sobre el suicidio",
        "el loro dice me quiero morir jaja",
        "este dolor de espalda me mata",
        "mi jefe me va a matar",
        "la espalda me esta matando",
        "el folleto dice que puede dar ideas suicidas",
        "las ganas de morir ya se fueron",
        "el acto del 25 me mató, 40 escarapelas",
        "la maestra dice que Mateo no fue",
        "me corte cocinando, nada grave",
        "se me fueron las ideas suicidas",
        "no quiero vivir con mis suegros",
        "que si he pensado en hacerme daño: no",
        "animo 6, ideas suicidas no, sueño bien",
    ],
)
def test_the_past_others_idioms_and_denials_stay_what_they_were(text: str) -> None:
    assert level_of(text) is not CrisisLevel.PAGE


@pytest.mark.parametrize(
    "text",
    [
        "quiero desaparecer quien llevo la carne al asado?? que de la cara",
        "me siento como un 5. quiero desaparecer",
        "quiero desaparecer, como sigue tu papa del brazo",
    ],
)
def test_to_want_to_disappear_pages_beside_ordinary_words(text: str) -> None:
    assert read(text, language="es").crisis


@pytest.mark.parametrize(
    "text",
    [
        "no tengo a nadie que me lleve",
        "no hay nadie que me lleve el jueves",
        "no tengo en que irme",
        "quiero desaparecer un fin de semana en la playa",
        "ya no amanezco sudada",
    ],
)
def test_a_ride_that_is_missing_and_a_few_days_off_alarm_nobody(text: str) -> None:
    assert not read(text, language="es").crisis
