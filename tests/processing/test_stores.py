"""Archives that lie behind addresses: of a file system, of a store like S3 on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow.dataset
import pytest
from tests.processing.archives import rows_of
from tests.processing.conftest import BLOCK_BYTES

from reportharvest.errors import UsageError
from reportharvest.processing.run import ProcessOptions, process_archives
from reportharvest.processing.sources import find_sources


def test_addresses_lead_to_files_folders_and_patterns(archive: Path, tmp_path: Path) -> None:
    name = f"file://{archive}"
    for given in (name, f"file://{archive.parent}", f"file://{archive.parent}/*.warc.gz"):
        [source] = find_sources([given])
        assert (source.name, source.size_bytes) == (name, archive.stat().st_size)
    for wrong in (f"file://{tmp_path}/none.warc.gz", f"file://{tmp_path}/*.gz", "nosuch://a/b.warc.gz"):
        with pytest.raises(UsageError):
            find_sources([wrong])


def test_an_archive_behind_an_address_gives_the_same_rows(
    archive: Path, tmp_path: Path, expected: dict[str, list[str]]
) -> None:
    name = f"file://{archive}"
    process_archives(ProcessOptions((name,), tmp_path / "o", block_bytes=BLOCK_BYTES))
    found = rows_of(tmp_path / "o")
    assert {
        table: [row.replace(name, str(archive)) for row in rows] for table, rows in found.items()
    } == expected


@pytest.mark.skipif(
    not (find_spec("s3fs") and find_spec("moto")),
    reason="a store like S3 needs packages of 190 MB: pip install s3fs 'moto[server]'",
)
def test_an_archive_in_a_store_like_s3_is_read_in_parts(archive: Path, tmp_path: Path) -> None:
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        access = {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "example", "AWS_SECRET_ACCESS_KEY": "example",
        }  # fmt: skip
        client = boto3.client(
            "s3", endpoint_url=access["AWS_ENDPOINT_URL"], region_name="us-east-1",
            aws_access_key_id="example", aws_secret_access_key="example",
        )  # fmt: skip
        client.create_bucket(Bucket="archive")
        client.upload_file(str(archive), "archive", "2024/a.warc.gz")
        words = ["process", "s3://archive/2024/*.warc.gz", "--out", str(tmp_path / "o"), "--workers", "1"]
        program = "from reportharvest.cli import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            env=os.environ | access,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.stop()
    assert done.returncode == 0, done.stderr
    rows = pyarrow.dataset.dataset(tmp_path / "o" / "reports").to_table().to_pylist()
    assert {row["warc_file"] for row in rows} == {"s3://archive/2024/a.warc.gz"}
    assert len(rows) > 10
