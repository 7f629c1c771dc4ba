"""From many archives to Parquet: the pipeline on a process pool or on a cluster."""
