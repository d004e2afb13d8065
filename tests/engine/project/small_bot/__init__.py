"""Actions of the small project that the engine's tests train: one that answers, one that counts, some that fail."""
