"""Sheets of paper about a comment round: the poster with its QR code, the proof of publication; as PDF."""
