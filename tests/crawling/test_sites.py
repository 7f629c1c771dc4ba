"""Site descriptions: every name, every refusal, and what the refusal says."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportharvest.crawling.scope import Scope, is_private_address, is_private_host
from reportharvest.crawling.sites import SITE_SETTINGS, read_sites
from reportharvest.errors import DescriptionError

CONTRACT = """
name = "shangyu-finance"
publisher = "绍兴市上虞区财政局"
entry = ["http://127.0.0.1:8000/col/col1/index.html"]
scope = ["127.0.0.1:8000/"]
allow_private = true

[fetch]
delay_seconds = 1.0
concurrency = 2
timeout_seconds = 30
max_body_bytes = 52_428_800

[expect]
reports = {min = 10}
"""
PUBLIC = """
name = "a"
publisher = "b"
entry = ["http://www.example.gov.cn/"]
scope = ["www.example.gov.cn"]
"""


def write(folder: Path, text: str, name: str = "a.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_the_contract_example_is_read(tmp_path: Path) -> None:
    [site] = read_sites(write(tmp_path, CONTRACT))
    assert (site.name, site.publisher) == ("shangyu-finance", "绍兴市上虞区财政局")
    assert site.entry == ("http://127.0.0.1:8000/col/col1/index.html",)
    assert (site.allow_private, site.delay_seconds, site.concurrency) == (True, 1.0, 2)
    assert (site.timeout_seconds, site.max_body_bytes, site.expect.min_reports) == (30, 52_428_800, 10)


def test_what_a_site_is_spared_and_expected_is_read(tmp_path: Path) -> None:
    text = (
        'hours = ["22:00-06:00"]\n[budget]\nmax_pages = 500\nmax_hours = 2\n[refresh]\nmax_days = 90\n'
        '[expect]\nlatest_year = "last"\nyears = {min = 2019, max = 2021}\nindex_number = 1\n'
    )
    [site] = read_sites(write(tmp_path, f"{PUBLIC}[fetch]\n{text}"))
    assert str(site.hours) == "22:00-06:00 Asia/Shanghai"
    assert (site.budget.pages, site.budget.bytes, site.budget.hours) == (500, None, 2)
    assert (site.refresh.min_days, site.refresh.max_days, site.refresh.at_least) == (7, 90, 1)
    assert (site.expect.latest_year, site.expect.years) == ("last", (2019, 2020, 2021))
    assert (site.expect.index_number, site.expect.min_reports) == (1, None)


def test_a_folder_is_read_in_the_order_of_its_files(tmp_path: Path) -> None:
    write(tmp_path, PUBLIC.replace('"a"', '"z"'), "1.toml")
    write(tmp_path, PUBLIC.replace('"a"', '"y"'), "2.toml")
    (tmp_path / "notes.txt").write_text("not a description")
    assert [site.name for site in read_sites(tmp_path)] == ["z", "y"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text + "speed = 3\n", 'has no setting "speed"'),
        (lambda text: text + "[fetch]\ndelay_secs = 1\n", 'did you mean "delay_seconds"'),
        (lambda text: text + "[fetc]\ndelay_seconds = 1\n", 'did you mean "fetch"'),
        (lambda text: text + "[expect]\nreport = {min = 1}\n", 'did you mean "reports"'),
        (lambda text: text + "[expect]\nreports = {minimum = 1}\n", 'has no setting "minimum"'),
        (lambda text: text + "[expect]\nreports = 10\n", "must be a table"),
        (lambda text: text + "[expect]\nreports = {min = 2, max = 1}\n", "min is greater than max"),
        (lambda text: text + "[expect]\nreports = {min = -1}\n", "must be between"),
        (lambda text: "fetch = 3\n" + text, "must be a table, [fetch]"),
        (lambda text: text + '[fetch]\nhours = ["22-6"]\n', "HH:MM-HH:MM"),
        (lambda text: text + '[fetch]\ntime_zone = "Mars"\n', 'no time zone "Mars"'),
        (lambda text: text + "[budget]\nmax_pages = 0\n", "must be between"),
        (lambda text: text + "[budget]\npages = 3\n", 'did you mean "max_pages"'),
        (lambda text: text + "[refresh]\nmin_days = 9\nmax_days = 8\n", "min_days is greater than max_days"),
        (lambda text: text + "[expect]\nindex_number = 90\n", "must be between"),
        (lambda text: text + '[expect]\nlatest_year = "next"\n', 'must be a year, or "last"'),
        (lambda text: text + "[expect]\nlatest_year = 20\n", "must be between"),
        (lambda text: text + "[expect]\nyears = {min = 2019}\n", "needs both min and max"),
        (lambda text: text + '[expect]\nyears = ["2019"]\n', "must be a list of years"),
        (lambda text: text.replace('name = "a"\n', ""), "name is missing"),
        (lambda text: text.replace('publisher = "b"\n', ""), "publisher is missing"),
        (lambda text: text.replace('"a"', '"a/b"'), "must be letters"),
        (lambda text: text.replace('"a"', "3"), "must be a string"),
        (lambda text: text.replace('["http://www.example.gov.cn/"]', '"x"'), "a list of strings"),
        (lambda text: text.replace('["http://www.example.gov.cn/"]', "[]"), "entry must not be empty"),
        (lambda text: text.replace("http://www.example.gov.cn/", "ftp://www.example.gov.cn/"), "not an http"),
        (lambda text: text.replace('["http://www.', '["http://xyz.'), "outside of the scope"),
        (lambda text: text.replace('scope = ["', 'scope = ["http://'), "host[:port][/path prefix]"),
        (lambda text: text + "allow_private = 1\n", "must be true or false"),
        (lambda text: text + "[fetch]\nconcurrency = 2.5\n", "must be a whole number"),
        (lambda text: text + "[fetch]\nconcurrency = 0\n", "must be between 1 and 256"),
        (lambda text: text + "[fetch]\ndelay_seconds = true\n", "must be a number"),
        (lambda text: text + "[fetch]\ndelay_seconds = nan\n", "must be between"),
        (lambda text: text + "[fetch]\ndelay_seconds = 0\n", "allowed for loopback only"),
        (lambda text: text + '[follow]\ninclude = ["("]\n', "[follow] include"),
        (lambda text: text.replace("www.example.gov.cn", "10.0.0.1"), "unless allow_private = true"),
        (lambda text: text + "name = ", "cannot be read as TOML"),
    ],
)
def test_a_wrong_description_is_refused_with_its_place(tmp_path: Path, change, message: str) -> None:
    file = write(tmp_path, change(PUBLIC))
    with pytest.raises(DescriptionError) as caught:
        read_sites(file)
    assert message in str(caught.value)
    assert str(file) in str(caught.value)
    assert "nothing was fetched" in str(caught.value)
    assert caught.value.exit_status == 2


def test_two_sites_of_one_name_are_refused(tmp_path: Path) -> None:
    write(tmp_path, PUBLIC, "1.toml")
    write(tmp_path, PUBLIC, "2.toml")
    with pytest.raises(DescriptionError, match="also the name of"):
        read_sites(tmp_path)


def test_nothing_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DescriptionError, match="no site description"):
        read_sites(tmp_path)
    with pytest.raises(DescriptionError, match="no such file"):
        read_sites(tmp_path / "x.toml")


def test_no_delay_is_allowed_for_loopback_and_for_simulated_harvests(tmp_path: Path) -> None:
    loopback = CONTRACT.replace("delay_seconds = 1.0", "delay_seconds = 0")
    assert read_sites(write(tmp_path, loopback))[0].delay_seconds == 0
    file = write(tmp_path, PUBLIC + "[fetch]\ndelay_seconds = 0\n")
    assert read_sites(file, simulated=True)[0].delay_seconds == 0


def test_every_setting_has_help_and_a_default_that_it_would_accept() -> None:
    for setting in SITE_SETTINGS:
        assert setting.help
        if setting.kind in {"number", "integer"}:
            assert setting.low is not None
            assert setting.high is not None
            assert setting.default is None or setting.low <= setting.default <= setting.high


@pytest.mark.parametrize(
    ("scope", "url", "allowed"),
    [
        ("a.example", "http://a.example/x", True),
        ("a.example", "https://a.example/x", True),
        ("a.example", "http://a.example:8080/x", False),
        ("a.example", "http://b.a.example/x", False),
        ("a.example:8080", "http://a.example:8080/x", True),
        ("a.example:8080", "http://a.example/x", False),
        ("a.example:80", "http://a.example/x", True),
        ("a.example:80", "https://a.example/x", False),
        ("a.example/gk/", "http://a.example/gk/1.html", True),
        ("a.example/gk/", "http://a.example/gk2/1.html", False),
        ("A.Example/年报/", "http://a.example/%E5%B9%B4%E6%8A%A5/1", True),
    ],
)
def test_scope(scope: str, url: str, allowed: bool) -> None:
    assert Scope.of([scope]).allows(url) is allowed


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("192.168.0.1", True),
        ("172.16.0.1", True),
        ("169.254.169.254", True),
        ("0.0.0.0", True),
        ("100.64.0.1", True),
        ("224.0.0.1", True),
        ("::1", True),
        ("fe80::1", True),
        ("fc00::1", True),
        ("::ffff:127.0.0.1", True),
        ("64:ff9b::a00:1", True),
        ("2002:7f00:1::", True),
        ("fe80::1%eth0", True),
        ("8.8.8.8", False),
        ("2400:3200::1", False),
    ],
)
def test_private_addresses(address: str, private: bool) -> None:
    assert is_private_address(address) is private


def test_private_names() -> None:
    assert is_private_host("localhost")
    assert is_private_host("www.localhost")
    assert not is_private_host("www.example.gov.cn")
