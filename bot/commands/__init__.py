"""The commands of ``ventanilla``: those that belong together share a module; ``bot.cli`` imports each when called."""
