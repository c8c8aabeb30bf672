"""Template builtins: how people, icons, fields (`ui`) and money (`amounts`) look, in one place each."""
