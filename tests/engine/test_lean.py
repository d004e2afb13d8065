"""In processes of their own: what is imported can only be seen where nothing has been imported yet."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_engine_does_not_import_tensorflow() -> None:
    assert run("import sys; from bot.engine import Engine; print('tensorflow' in sys.modules)") == "False"


def test_looking_for_a_name_in_every_module_does_not_import_tensorflow() -> None:
    search = "[getattr(module, 'whatever', None) for module in list(sys.modules.values())]"
    assert run(f"import sys; from bot.engine import Engine; {search}; print('tensorflow' in sys.modules)") == "False"


def test_a_component_that_needs_tensorflow_finds_it() -> None:
    code = (
        "from bot.engine import Engine; from rasa.utils import train_utils; print(train_utils.RasaModelData.__name__)"
    )
    assert run(code) == "RasaModelData"


def test_importing_the_package_does_not_import_rasa() -> None:
    assert run("import sys, bot.engine; print('rasa' in sys.modules)") == "False"


def test_the_engine_starts_without_a_line_of_noise() -> None:
    code = "from bot.engine import quiet; quiet.quiet(); from bot.engine import Engine; import bot.nlu"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
