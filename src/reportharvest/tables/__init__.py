"""Facts read at run time: character model, readings, variants, labels, statutory forms; each with its source."""
