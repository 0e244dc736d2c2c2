"""How the attribution tagger is made: prepare, train, export and evaluate, each one command."""
