"""What residents say in numbers: questionnaires, rounds, QR places, responses, indices."""
