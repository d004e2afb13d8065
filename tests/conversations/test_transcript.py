from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.conversations import Transcript, connect

ANSWER = {"outcome": "answered", "text": "Sí, «ñandú» 🙂"}


def ask(transcript: Transcript, asked: str = "hola", *, conversation: str = "c1", key: str | None = None) -> int:
    turn, _ = transcript.begin(conversation, key=key or asked, asked=asked)
    return turn.id


def test_a_turn_is_pending_until_it_is_answered(transcript: Transcript) -> None:
    number = ask(transcript)
    assert transcript.turns("c1")[0].pending
    transcript.finish(number, [ANSWER])
    (turn,) = transcript.turns("c1")
    assert (turn.pending, turn.answers, turn.failure) == (False, (ANSWER,), None)


def test_a_button_keeps_its_payload(transcript: Transcript) -> None:
    payload = {"intent": "consultar_tramite", "entities": {"aspecto": "cost"}}
    turn, _ = transcript.begin("c1", key="k", asked="¿Cuánto cuesta?", payload=payload)
    assert transcript.turn("c1", turn.id) == turn
    assert turn.payload == payload


def test_the_same_key_twice_in_a_conversation_is_one_turn(transcript: Transcript) -> None:
    first, is_new = transcript.begin("c1", key="k", asked="hola")
    again, is_new_again = transcript.begin("c1", key="k", asked="hola")
    assert (is_new, is_new_again, again.id) == (True, False, first.id)


def test_two_conversations_may_have_the_same_key(transcript: Transcript) -> None:
    ask(transcript, conversation="c1", key="k")
    _, is_new = transcript.begin("c2", key="k", asked="hola")
    assert is_new


def test_of_many_at_once_with_one_key_exactly_one_is_new(transcript: Transcript) -> None:
    def begin(_: int) -> bool:
        return transcript.begin("c1", key="k", asked="hola")[1]

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(begin, range(16))) == 1


def test_turns_come_oldest_first_and_only_the_last_ones(transcript: Transcript) -> None:
    for word in ("uno", "dos", "tres"):
        ask(transcript, word)
    assert [turn.asked for turn in transcript.turns("c1", limit=2)] == ["dos", "tres"]


def test_a_turn_of_another_conversation_is_not_found(transcript: Transcript) -> None:
    assert transcript.turn("c2", ask(transcript)) is None


def test_a_failed_turn_is_reopened_once(transcript: Transcript) -> None:
    number = ask(transcript)
    transcript.fail(number, "timeout")
    assert transcript.turns("c1")[0].failure == "timeout"
    assert [transcript.reopen(number), transcript.reopen(number)] == [True, False]
    assert transcript.turns("c1")[0].pending


def test_an_answered_turn_is_not_reopened(transcript: Transcript) -> None:
    number = ask(transcript)
    transcript.finish(number, [ANSWER])
    assert not transcript.reopen(number)


def test_a_turn_nobody_waits_for_any_more_is_interrupted_and_can_be_retried(database_url: str) -> None:
    impatient = Transcript(connect(database_url), patience=dt.timedelta(seconds=-1))
    impatient.create()
    number = ask(impatient, conversation="c-interrumpida")
    (turn,) = impatient.turns("c-interrumpida")
    assert (turn.failure, impatient.reopen(number)) == ("interrupted", True)
    impatient.erase("c-interrumpida")


def test_erasing_takes_one_conversation_and_leaves_the_others(transcript: Transcript) -> None:
    for word, conversation in (("uno", "c1"), ("dos", "c1"), ("tres", "c2")):
        ask(transcript, word, conversation=conversation)
    assert transcript.erase("c1") == 2
    assert transcript.turns("c1") == []
    assert [turn.asked for turn in transcript.turns("c2")] == ["tres"]


def test_the_number_of_an_erased_turn_is_never_given_again(transcript: Transcript) -> None:
    number = ask(transcript)
    transcript.erase("c1")
    assert ask(transcript, conversation="c2") > number


def test_the_transcript_survives_a_restart(database_url: str) -> None:
    before, after = Transcript(connect(database_url)), Transcript(connect(database_url))
    before.create()
    before.finish(ask(before, conversation="c-reinicio"), [ANSWER])
    after.create()
    assert after.turns("c-reinicio")[0].answers == (ANSWER,)
    after.erase("c-reinicio")


@pytest.mark.parametrize("suffix", ["", "-wal"])
def test_what_was_erased_is_no_longer_in_the_file(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / "ventanilla.db"
    transcript = Transcript(connect(f"sqlite:///{file}"))
    transcript.create()
    ask(transcript, "PALABRAIRREPETIBLE" * 20)
    assert b"PALABRAIRREPETIBLE" in file.read_bytes() + Path(f"{file}-wal").read_bytes()
    transcript.erase("c1")
    assert b"PALABRAIRREPETIBLE" not in Path(f"{file}{suffix}").read_bytes()


def test_sqlite_runs_in_wal_mode(tmp_path: Path) -> None:
    with connect(f"sqlite:///{tmp_path}/ventanilla.db").connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_an_error_does_not_carry_what_people_wrote(tmp_path: Path) -> None:
    transcript = Transcript(connect(f"sqlite:///{tmp_path}/sin-tablas.db"))
    with pytest.raises(OperationalError) as caught:
        ask(transcript, "algo privado")
    assert "algo privado" not in str(caught.value)
