"""Replays of the ten attacks an auditor would try: honest worlds, what is done to them, what shows."""
