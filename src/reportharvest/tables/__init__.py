"""Facts read at run time, each with its source: character model, readings, variants, labels, forms."""
