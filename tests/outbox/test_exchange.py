"""An HTTP answer is read the same however its bytes come in."""

import pytest

from diary.outbox.exchange import HttpAnswer, Reading, Unreadable

PLAIN = b'HTTP/1.1 201 CREATED\r\nContent-Length: 7\r\nRetry-After: 3\r\n\r\n{"a":1}'
CHUNKED = (
    b"HTTP/1.1 201 CREATED\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'3\r\n{"a\r\n4;ext=1\r\n":1}\r\n0\r\nTrailer: x\r\n\r\n'
)
AFTER_GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN


@pytest.mark.parametrize("said", [PLAIN, CHUNKED, AFTER_GO_ON])
@pytest.mark.parametrize("step", [1, 5, 1000])
def test_an_answer_is_whole_with_its_last_byte(said: bytes, step: int) -> None:
    reading, answers = Reading(), []
    for at in range(0, len(said), step):
        answers.append(reading.feed(said[at : at + step]))
    assert answers[:-1] == [None] * (len(answers) - 1)
    answer = answers[-1]
    assert isinstance(answer, HttpAnswer)
    assert (answer.status_code, answer.text) == (201, '{"a":1}')
    assert reading.is_kept


def test_names_of_headers_are_lower_case() -> None:
    answer = Reading().feed(PLAIN)
    assert answer
    assert answer.headers["retry-after"] == "3"


@pytest.mark.parametrize(
    "said",
    [
        PLAIN + b"HTTP/1.1 200 OK",
        PLAIN.replace(b"Retry-After: 3", b"Connection: close"),
        PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0"),
    ],
)
def test_a_connection_in_doubt_is_not_kept(said: bytes) -> None:
    reading = Reading()
    assert reading.feed(said)
    assert not reading.is_kept


def test_an_answer_without_length_ends_with_its_connection() -> None:
    reading = Reading()
    assert reading.feed(b"HTTP/1.1 200 OK\r\n\r\n{}") is None
    assert reading.end().text == "{}"
    assert not reading.is_kept


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 2", PLAIN[:-1], CHUNKED[:-9]])
def test_half_an_answer_is_none(said: bytes) -> None:
    reading = Reading()
    assert reading.feed(said) is None
    with pytest.raises(Unreadable):
        reading.end()


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 okay\r\n\r\n",
        PLAIN.replace(b": 7", b": some"),
        PLAIN.replace(b": 7", b": -7"),
        b"x" * 70_000,
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(said: bytes) -> None:
    with pytest.raises(Unreadable):
        Reading().feed(said)
