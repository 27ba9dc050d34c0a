"""Events of a replay: dossier counts, codes and responses from one CSV file, with their exact times."""
