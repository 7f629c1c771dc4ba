"""The generator of the demonstration site: invented agencies, seeded pages, and the truth about each."""
