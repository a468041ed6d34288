"""The plan of one painting and where its subjects stand."""
