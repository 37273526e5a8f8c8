"""DataHub's ML tutorial as a program: `airline` is the tutorial, `checks` what it proves."""
