"""The server as it is started by hand: a demonstration that answers, and calls that are wrong or refused."""

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.site.cluster import new_database
from tests.site.serving import PATIENCE, Served, demonstration, plain_environment, serving


def palermo(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "palermo", *words]
    environment = {**plain_environment(), **settings}
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=environment)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with demonstration(tmp_path_factory.mktemp("demo") / "fresh") as running:
        yield running


def test_a_demonstration_prints_its_address_first_and_answers_there(served: Served) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", served.address)
    with urllib.request.urlopen(served.address + "sign-in/", timeout=30) as answer:
        page = answer.read().decode()
    assert "everybody here is invented" in page and "adam@office" in page


def test_its_sheets_are_served(served: Served) -> None:
    for name in ("vendor/govuk-frontend.css", "vendor/govuk-frontend.rtl.css", "palermo.css", "palermo.js"):
        with urllib.request.urlopen(f"{served.address}static/{name}", timeout=30) as answer:
            assert answer.status == 200 and answer.read()


def test_a_signal_ends_it_with_0(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=PATIENCE) == 0


def test_a_demonstration_wants_a_fresh_folder_and_stays_on_this_machine(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("here", "utf-8")
    for words in (["--dir", str(tmp_path)], ["--bind", "0.0.0.0:80"]):
        done = palermo("serve", "--demo", *words)
        assert (done.returncode, done.stdout) == (2, "")


def test_a_wrong_call_is_told(tmp_path: Path) -> None:
    assert palermo("serve", "--bind", "nowhere").returncode == 2
    assert palermo("serve", "--port", "1234").returncode == 2


def test_without_its_tables_the_server_does_not_open_and_says_what_to_do(tmp_path: Path) -> None:
    done = palermo("serve", "--bind", "0.0.0.0:8000", PALERMO_DATABASE=str(tmp_path / "x.sqlite3"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "site.migrations-pending" in done.stderr and "palermo migrate" in done.stderr
    assert "site.secret-weak" in done.stderr


def test_migrate_then_admin_makes_an_installation_that_may_open(tmp_path: Path) -> None:
    here = {"PALERMO_DATABASE": str(tmp_path / "x.sqlite3")}
    assert palermo("migrate", **here).returncode == 0
    made = palermo("admin", "--body", "office", "--body-name", "Office", "--name", "adam", **here)
    assert re.fullmatch(r"/invitation/[0-9a-f-]{36}/[^/]+/\n", made.stdout), made.stderr
    again = palermo("admin", "--body", "office", "--body-name", "Office", "--name", "adam", **here)
    assert again.returncode == 2


def test_a_settings_file_serves_as_well_as_variables_and_a_fault_in_it_quotes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text('PALERMO_SECRET_KEY = "hunter2', "utf-8")
    done = palermo("serve", PALERMO_SETTINGS=str(file))
    assert done.returncode == 2 and "hunter2" not in done.stderr + done.stdout
    file.write_text('COLOUR = "red"\n', "utf-8")
    assert "COLOUR" in palermo("serve", PALERMO_SETTINGS=str(file)).stderr


@pytest.mark.postgres
def test_on_postgres_the_owner_migrates_the_serving_role_serves_and_no_other_may(cluster: Path, tmp_path: Path) -> None:
    new_database(cluster, "served")
    web, owner = (f"postgresql://palermo_{role}@/served?host={cluster}" for role in ("web", "owner"))
    assert palermo("migrate", PALERMO_DATABASE=web).returncode != 0
    key = str(tmp_path / "key")
    told = {"PALERMO_DATABASE": web, "PALERMO_INSTALLATION_KEY": key}
    assert palermo("migrate", **told, PALERMO_DATABASE_OWNER=owner).returncode == 0
    made = palermo("admin", "--body", "office", "--body-name", "Office", "--name", "adam", PALERMO_DATABASE=web)
    assert made.returncode == 0, made.stderr
    refused = palermo("serve", PALERMO_DATABASE=owner)
    assert refused.returncode == 1 and "site.role-owner" in refused.stderr
    unnamed = palermo("serve", PALERMO_DATABASE=web)
    assert unnamed.returncode == 1 and "site.installation-key-missing" in unnamed.stderr
    with serving(told) as running:
        guest = urllib.request.Request(f"{running.address[:-1]}{made.stdout.strip()}")
        with urllib.request.urlopen(guest, timeout=30) as answer:
            assert "Choose a password" in answer.read().decode()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=PATIENCE) == 0
