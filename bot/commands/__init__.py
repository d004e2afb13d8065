"""The commands of ``ventanilla``, those that belong together in one module; ``bot.cli`` imports each when it is called."""
