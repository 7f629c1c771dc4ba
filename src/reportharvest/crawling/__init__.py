"""Finding and fetching: descriptions, canonical URLs, the queue, robots.txt, pacing, HTTP, lists."""
