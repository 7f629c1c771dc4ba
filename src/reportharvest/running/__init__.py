"""Where the stages with input and output meet: harvest, replay, record, serve."""
