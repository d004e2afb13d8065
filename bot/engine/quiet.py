"""A quiet, small process: to be called before rasa is imported, because TensorFlow reads these once."""

from __future__ import annotations

import logging
import os

_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "RASA_TELEMETRY_ENABLED": "false",
    # Rasa's progress bars redraw for each of two dozen rules; its log says which component is being trained.
    "LOG_LEVEL": "ERROR",
    # The linear model multiplies small sparse matrices: more threads only cost stacks and arenas.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}


def environment() -> None:
    """Set what TensorFlow and BLAS read when they are imported; what the operator has set wins."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def quiet(level: int = logging.WARNING) -> None:
    """Silence start-up noise and keep logs at ``level``."""
    environment()
    # Libraries put their own warning filters before ours; the logger's level they leave alone.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(max(level, logging.ERROR))
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger().setLevel(level)
    _quiet_structlog(level)


def _quiet_structlog(level: int) -> None:
    """Rasa logs through structlog, which prints everything unless it is told a level."""
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))


def show_training() -> None:
    """Let Rasa say which component it is training, which is minutes of silence otherwise."""
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)
