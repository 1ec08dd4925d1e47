"""Pages → entries: reads every page, matches what is known, merges reworded copies, never overwrites a person."""
