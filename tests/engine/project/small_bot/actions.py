from __future__ import annotations

import asyncio
import time
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.answers import Answer, Outcome

#: Longer than any deadline in the tests.
LONG = 1.5
Domain = dict[str, Any]
Events = list[dict[str, Any]]


def say(dispatcher: CollectingDispatcher, text: str, outcome: Outcome = Outcome.answered) -> None:
    dispatcher.utter_message(json_message=Answer(outcome=outcome, text=text).dict())


class ActionConsultar(Action):
    def name(self) -> str:
        return "action_consultar"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        say(dispatcher, f"Sobre {tracker.get_slot('tramite') or 'ningún trámite'}")
        return []


class ActionContar(Action):
    def name(self) -> str:
        return "action_contar"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        total = int(tracker.get_slot("cuenta")) + 1
        # Another message of the same conversation would be counted here if messages did not wait for one another.
        await asyncio.sleep(0.001)
        say(dispatcher, f"Van {total}")
        return [SlotSet("cuenta", float(total))]


class ActionFallar(Action):
    def name(self) -> str:
        return "action_fallar"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        raise ValueError(f"no se pudo con «{tracker.latest_message['text']}»")


class ActionTardar(Action):
    def name(self) -> str:
        return "action_tardar"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        await asyncio.sleep(LONG)
        say(dispatcher, "Por fin")
        return []


class ActionDormir(Action):
    def name(self) -> str:
        return "action_dormir"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        time.sleep(LONG)
        say(dispatcher, "Por fin")
        return []
