"""script/setup ends with a complete environment whatever was there before, and says what is missing.

Most tests run the real script with a small fake Python, so that it can be killed at each of its steps; the last ones
make a real environment with the real pip.
"""

from __future__ import annotations

import base64
import ctypes
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import ModuleType

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
TOOLS = "bash cat chmod cksum cp dirname env grep id mkdir mktemp mv rm sed tail touch".split()
FAKE = """#!/usr/bin/env bash
# Plays Python for script/setup. It can be killed, with the script, at the call number $KILL_AT: half of its work is then done.
control=%(control)s
version=%(version)s
case "$*" in
    "-c"*fcntl*) exec %(real)s "$@" ;;
    "-c"*ensurepip*) [ ! -e "$control/no-ensurepip" ]; exit ;;
    "-c"*"(3, 11)"*) [ "${version#3.}" -ge 11 ]; exit ;;
    "-c"*version_info*) echo "$version"; exit ;;
    "--version") echo "Python $version.0"; exit ;;
esac
echo "$*" >>"$control/calls"
number=$(grep -c . "$control/calls")
die() { if [ "$number" = "${KILL_AT:-0}" ]; then kill -9 0; fi; }
case "$*" in
    "-m venv"*)
        rm -rf .venv/*; mkdir -p .venv/bin; cp "$0" .venv/bin/python
        die; echo pip >.venv/pip ;;
    "-m pip"*requirements*)
        [ -e .venv/pip ] || exit 1
        [ ! -e .venv/half ] || exit 1
        touch .venv/half; die; rm .venv/half; echo "${*##* -r }" >.venv/packages ;;
    "-m pip"*editable*)
        touch .venv/bin/tracker; die; chmod +x .venv/bin/tracker ;;
    "script/trim.py") touch .venv/half; die; rm .venv/half ;;
    "script/browser.py find") die; [ -x "$control/browser" ] && echo "$control/browser" ;;
    "script/browser.py driver")
        die; [ ! -e "$control/no-libatomic" ] || { echo "node: libatomic.so.1: cannot open shared object file"; exit 127; } ;;
    "script/browser.py download") die; exit 1 ;;
esac
"""


class Checkout:
    """A checkout with the real script/setup, in an environment with a fake Python and no package manager."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.bin = folder / "bin"
        self.control = folder / "control"
        for made in (self.root / "script", self.root / "requirements", self.bin, self.control):
            made.mkdir(parents=True)
        shutil.copy(ROOT / "script" / "setup", self.root / "script")
        (self.root / "pyproject.toml").write_text('[project]\nname = "tracker"\n[tool.ruff]\nline-length = 120\n')
        for kind in ("run", "dev"):
            (self.root / "requirements" / f"{kind}.txt").write_text("one==1\ntwo==2\n")
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.bin / tool).symlink_to(found)
        self.program("git", "exit 0")
        self.python()
        write(self.control / "browser", "#!/bin/sh\n")

    def python(self, name: str = "python3", version: str = "3.11") -> None:
        write(self.bin / name, self.fake(version))

    def fake(self, version: str, text: str = FAKE) -> str:
        return text % {"control": self.control, "version": version, "real": sys.executable}

    def program(self, name: str, text: str) -> None:
        (self.bin / name).unlink(missing_ok=True)
        write(self.bin / name, f"#!/usr/bin/env bash\n{text}\n")

    def setup(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run script/setup and return how it ended; what it called is told by `calls`."""
        (self.control / "calls").unlink(missing_ok=True)
        return subprocess.run(
            [self.root / "script" / "setup", *arguments],
            env={"PATH": str(self.bin), "HOME": str(self.control), "TMPDIR": str(self.control), **environment},
            text=True,
            capture_output=True,
            check=False,
            start_new_session=True,
            timeout=60,
        )

    @property
    def calls(self) -> list[str]:
        path = self.control / "calls"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def made(self) -> dict[str, bytes]:
        """All files of the environment but the log."""
        files = (path for path in (self.root / ".venv").rglob("*") if path.is_file() and path.name != "setup.log")
        return {str(path.relative_to(self.root)): path.read_bytes() for path in files}

    def whole(self, *arguments: str) -> None:
        """Assert that setup ends well now, and that doing it again does nothing."""
        done = self.setup(*arguments)
        assert done.returncode == 0, done.stderr
        assert os.access(self.root / ".venv" / "bin" / "tracker", os.X_OK)
        assert (self.root / ".venv" / "packages").exists()
        assert not (self.root / ".venv" / "half").exists()
        made = self.made
        again = self.setup(*arguments)
        assert (again.returncode, again.stderr, self.calls) == (0, "", [])
        assert self.made == made


def write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_each_long_step_tells_itself_in_a_line(checkout: Checkout) -> None:
    """The first setup prints a line for each long step."""
    done = checkout.setup()
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "Making the environment in .venv (Python 3.11) …",
        "Installing 2 packages …",
        "Looking for a browser …",
        f"Found {checkout.control / 'browser'}.",
    ]
    checkout.whole()


@pytest.mark.parametrize("kind", ["run", "dev"])
def test_it_can_be_killed_at_every_step(checkout: Checkout, kind: str) -> None:
    """Wherever setup is killed, the next one ends with the same environment."""
    assert checkout.setup(kind).returncode == 0
    steps, made = checkout.calls, checkout.made
    assert [re.sub(r" -.*", "", step) for step in steps] == [
        "-m venv",
        "-m pip install",
        "-m pip install",
        "script/browser.py driver",
        "script/trim.py",
        "script/browser.py find",
    ]
    for number in range(1, len(steps) + 1):
        shutil.rmtree(checkout.root / ".venv")
        killed = checkout.setup(kind, KILL_AT=str(number))
        assert killed.returncode == -9
        assert len(checkout.calls) == number
        checkout.whole(kind)
        assert checkout.made == made


def test_two_at_once_wait_for_each_other(checkout: Checkout) -> None:
    """While another setup, or a pip that outlived one, is running, setup waits, says so, and then completes the rest."""
    folder = os.open(checkout.root / "requirements", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            [checkout.root / "script" / "setup"],
            env={"PATH": str(checkout.bin), "HOME": str(checkout.control), "TMPDIR": str(checkout.control)},
            text=True,
            stderr=subprocess.PIPE,
        )
        assert waiting.stderr is not None
        assert waiting.stderr.readline() == "Waiting for another script/setup in this checkout …\n"
        assert checkout.calls == []
        assert not (checkout.root / ".venv").exists()
    finally:
        os.close(folder)
    assert "Making the environment" in waiting.communicate(timeout=60)[1]
    assert waiting.returncode == 0
    checkout.whole()


def test_a_development_setup_that_was_killed_is_no_whole_one(checkout: Checkout) -> None:
    """A complete environment is not taken for complete once packages are being added."""
    checkout.whole()
    for number in (1, 2):
        assert checkout.setup("dev", KILL_AT=str(number)).returncode == -9
        checkout.whole()
    assert checkout.setup("dev").returncode == 0
    assert not any("venv" in call for call in checkout.calls)  # added to what is there
    checkout.whole("dev")
    assert checkout.setup().returncode == 0
    assert checkout.calls == []  # and all that a user needs is among it


def gone(checkout: Checkout) -> None:
    python = checkout.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/bin/python3.11")


def other_version(checkout: Checkout) -> None:
    write(checkout.root / ".venv/bin/python", checkout.fake("3.12"))


def moved(checkout: Checkout) -> None:
    checkout.root = checkout.root.rename(checkout.root.with_name("elsewhere"))


def no_python(checkout: Checkout) -> None:
    shutil.rmtree(checkout.root / ".venv" / "bin")


def no_stamp(checkout: Checkout) -> None:
    (checkout.root / ".venv" / ".complete").unlink()


def half_a_stamp(checkout: Checkout) -> None:
    stamp = checkout.root / ".venv" / ".complete"
    stamp.write_text(stamp.read_text()[:-4])


def no_command(checkout: Checkout) -> None:
    (checkout.root / ".venv" / "bin" / "tracker").unlink()


def other_pins(checkout: Checkout) -> None:
    (checkout.root / "requirements" / "run.txt").write_text("one==2\n")


def other_project(checkout: Checkout) -> None:
    path = checkout.root / "pyproject.toml"
    path.write_text('[project]\nname = "other"\n' + path.read_text())


def only_what_debian_leaves(checkout: Checkout) -> None:
    """What `python3 -m venv` leaves behind without python3-venv: a Python without pip."""
    shutil.rmtree(checkout.root / ".venv")
    (checkout.root / ".venv" / "bin").mkdir(parents=True)
    (checkout.root / ".venv" / "bin" / "python").symlink_to(checkout.bin / "python3")


def an_older_scheme(checkout: Checkout) -> None:
    """What the script left that marked an environment by .installed-run."""
    no_stamp(checkout)
    (checkout.root / ".venv" / ".installed-run").write_text("1 2\n")


def a_link_to_nowhere(checkout: Checkout) -> None:
    shutil.rmtree(checkout.root / ".venv")
    (checkout.root / ".venv").symlink_to("/nowhere/venv")


def a_link_to_another_environment(checkout: Checkout) -> None:
    (checkout.root / ".venv").rename(checkout.root.parent / "another")
    (checkout.root.parent / "another" / ".complete").write_text("run /another python3.11 1 2\n")
    (checkout.root / ".venv").symlink_to(checkout.root.parent / "another")


STATES = [
    gone,
    other_version,
    moved,
    no_python,
    no_stamp,
    half_a_stamp,
    no_command,
    other_pins,
    other_project,
    only_what_debian_leaves,
    an_older_scheme,
    a_link_to_nowhere,
    a_link_to_another_environment,
]


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_whole_is_made_anew(checkout: Checkout, state: object) -> None:
    """Whatever is wrong with .venv, setup replaces it, without leaving anything of it."""
    checkout.whole()
    (checkout.root / ".venv" / "left-over").touch()
    assert callable(state)
    state(checkout)
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    assert checkout.calls[0].startswith("-m venv")
    assert not (checkout.root / ".venv" / "left-over").exists()
    if state is a_link_to_another_environment:
        assert (checkout.root.parent / "another" / "left-over").exists()
        assert "what it leads to stays as it is" in done.stderr
    checkout.whole()


def test_settings_of_tools_cost_no_new_environment(checkout: Checkout) -> None:
    """Changes of ruff's or mypy's settings in pyproject.toml do not cause a new environment."""
    checkout.whole()
    with (checkout.root / "pyproject.toml").open("a") as file:
        file.write("[tool.mypy]\nstrict = true\n")
    assert checkout.setup().returncode == 0
    assert checkout.calls == []


def test_a_python_that_is_named_is_the_one_that_is_used(checkout: Checkout) -> None:
    """PYTHON replaces an environment of another version; without it any that is new enough stays."""
    checkout.python("python3.13", "3.13")
    checkout.whole()
    assert checkout.setup(PYTHON="python3.13").returncode == 0
    assert checkout.calls[0].startswith("-m venv")
    assert b"python3.13" in checkout.made[".venv/.complete"]
    checkout.whole()


def test_a_newer_python_is_found_beside_an_old_one(checkout: Checkout) -> None:
    """macOS and older systems have a python3 that is too old, and a newer one under its full name."""
    checkout.python(version="3.9")
    checkout.python("python3.12", "3.12")
    checkout.whole()
    assert b"python3.12" in checkout.made[".venv/.complete"]


@pytest.mark.parametrize(("version", "said"), [("", "python3 is not there"), ("3.9", "python3 is Python 3.9.0")])
def test_what_to_type_is_said_where_python_is_missing_or_old(checkout: Checkout, version: str, said: str) -> None:
    """The message names the Python that was found, and the packages of three systems; .venv is not created."""
    (checkout.bin / "python3").unlink()
    if version:
        checkout.python(version=version)
    checkout.program("id", "echo 1000")
    done = checkout.setup()
    assert done.returncode == 2
    for part in (said, "apt-get install python3 python3-venv", "dnf install python3", "brew install python"):
        assert part in done.stderr
    assert not (checkout.root / ".venv").exists()


def test_debian_without_python3_venv_is_told_and_is_not_stuck(checkout: Checkout) -> None:
    """The package is named, also for another Python; once it is installed, setup works."""
    checkout.program("id", "echo 1000")
    (checkout.control / "no-ensurepip").touch()
    done = checkout.setup()
    assert done.returncode == 2
    assert "apt-get install python3-venv" in done.stderr
    assert not (checkout.root / ".venv").exists()
    checkout.python("python3.12", "3.12")
    assert "apt-get install python3.12-venv" in checkout.setup(PYTHON="python3.12").stderr
    (checkout.control / "no-ensurepip").unlink()
    checkout.whole()


def test_root_has_it_installed(checkout: Checkout) -> None:
    """If root runs setup on Debian, system packages are installed, and each is named before."""
    checkout.program("id", "echo 0")
    control = checkout.control
    (control / "no-ensurepip").touch()
    (control / "no-libatomic").touch()
    (control / "browser").chmod(0o644)
    checkout.program(
        "apt-get",
        f'echo "$*" >>{control}/apt\n'
        f'case "$*" in *python3-venv) rm {control}/no-ensurepip ;; *libatomic1*) rm {control}/no-libatomic ;; '
        f"*headless-shell) chmod +x {control}/browser ;; esac",
    )
    done = checkout.setup()
    assert done.returncode == 0, done.stderr
    installed = [
        line.partition(" -y -qq ")[2] for line in (control / "apt").read_text().splitlines() if "install" in line
    ]
    assert installed == ["python3-venv", "libatomic1 libstdc++6", "chromium-headless-shell"]
    for name in installed:
        assert f"Installing {name} with apt-get …" in done.stderr.splitlines()
    checkout.whole()


def test_cron_for_the_tests_is_asked_for_once(checkout: Checkout) -> None:
    """Root's development setup installs cron for a test. A failure is ignored, and not repeated."""
    checkout.program("id", "echo 0")
    checkout.program("git", "true")
    asked = checkout.control / "apt"
    checkout.program("apt-get", f'echo "$*" >>{asked}\ncase "$*" in *cron*) exit 100 ;; esac')
    for count in (1, 1):
        done = checkout.setup("dev")
        assert done.returncode == 0, done.stderr
        assert asked.read_text().count("install -y -qq cron --no-install-recommends") == count
    checkout.whole("dev")


def test_apt_that_fails_is_told_with_its_own_words(checkout: Checkout) -> None:
    """apt-get's message comes before the advice; an outdated package list is no obstacle."""
    checkout.program("id", "echo 0")
    (checkout.control / "no-libatomic").touch()
    checkout.program("apt-get", 'echo "E: $1 does not work here"; exit 100')
    done = checkout.setup()
    assert done.returncode == 2
    assert "E: install does not work here" in done.stderr
    assert "E: update does not work here" in done.stderr
    assert "apt-get install libatomic1" in done.stderr


def test_without_a_browser_it_says_what_to_type(checkout: Checkout) -> None:
    """If the download fails and there is no browser: advice for each system, and the packages stay installed."""
    (checkout.control / "browser").chmod(0o644)
    done = checkout.setup()
    assert done.returncode == 2
    for part in ("chromium-headless-shell", "install-deps", "dnf install chromium", "brew install --cask chromium"):
        assert part in done.stderr
    assert "script/browser.py download" in checkout.calls
    (checkout.control / "browser").chmod(0o755)
    assert checkout.setup().returncode == 0
    assert checkout.calls == ["script/browser.py driver", "script/trim.py", "script/browser.py find"]
    checkout.whole()


def test_a_driver_that_does_not_start_is_told_with_its_cause(checkout: Checkout) -> None:
    """Playwright's driver lacks a library: its message, the package, and no second install."""
    (checkout.control / "no-libatomic").touch()
    done = checkout.setup()
    assert done.returncode == 2
    for part in ("libatomic.so.1: cannot open", "apt-get install libatomic1", "dnf install libatomic"):
        assert part in done.stderr
    (checkout.control / "no-libatomic").unlink()
    assert checkout.setup().returncode == 0
    assert not any("pip" in call for call in checkout.calls)
    checkout.whole()


def test_a_browser_that_was_uninstalled_is_looked_for_again(checkout: Checkout) -> None:
    """A browser that was found once is checked again; if one is found, nothing is downloaded."""
    checkout.whole()
    (checkout.root / ".venv" / ".browser").write_text("/nowhere/chromium\n")
    assert checkout.setup().returncode == 0
    assert checkout.calls == ["script/browser.py driver", "script/trim.py", "script/browser.py find"]
    checkout.whole()


def test_pip_that_fails_is_told_with_its_own_words(checkout: Checkout) -> None:
    """The message has the cause, the file and the advice; the next setup starts again."""
    text = FAKE.replace("touch .venv/half; die;", 'echo "ERROR: no such host"; exit 1;')
    write(checkout.bin / "python3", checkout.fake("3.11", text))
    done = checkout.setup()
    assert done.returncode == 2
    for part in ("ERROR: no such host", "requirements/run.txt", "HTTPS_PROXY", "run script/setup again"):
        assert part in done.stderr
    checkout.python()
    checkout.whole()


BACKEND = """
import zipfile
def _wheel(folder):
    name = "job_posting_tracker-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as file:
        info = "job_posting_tracker-0.1.0.dist-info/"
        file.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: job-posting-tracker\\nVersion: 0.1.0\\n")
        file.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        file.writestr(info + "entry_points.txt", "[console_scripts]\\ntracker = one:main\\n")
        file.writestr(info + "RECORD", "")
    return name
def build_editable(folder, config_settings=None, metadata_directory=None):
    return _wheel(folder)
"""


def tiny_wheel(folder: Path) -> str:
    """Write a package `one` as a wheel; returns its line in a file of requirements."""
    path = folder / "one-1-py3-none-any.whl"
    files = {
        "one.py": "def main(): print('it runs')\n",
        "one-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: one\nVersion: 1\n",
        "one-1.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = []
    with zipfile.ZipFile(path, "w") as file:
        for name, text in files.items():
            file.writestr(name, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(text)}\n")
        file.writestr("one-1.dist-info/RECORD", "".join([*record, "one-1.dist-info/RECORD,,\n"]))
    return f"one==1 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def test_a_real_environment_without_pip_is_replaced(checkout: Checkout, tmp_path: Path) -> None:
    """With the real Python and the real pip: half an environment becomes a whole one, and the command runs."""
    (checkout.bin / "python3").unlink()
    (checkout.bin / "python3").symlink_to(sys.executable)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (checkout.root / "requirements" / "run.txt").write_text(tiny_wheel(wheels))
    (checkout.root / "backend.py").write_text(BACKEND)
    (checkout.root / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    shutil.copy(ROOT / "script" / "trim.py", checkout.root / "script")
    (checkout.root / "script" / "browser.py").write_text(f"print({str(checkout.control / 'browser')!r})")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout.root / ".venv"], check=True)
    done = checkout.setup(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels), PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 0, done.stderr
    assert "Making the environment in .venv anew" in done.stderr
    assert not list((checkout.root / ".venv").rglob("one*.pyc"))  # compiled when it is first used
    ran = subprocess.run([checkout.root / ".venv" / "bin" / "tracker"], capture_output=True, text=True, check=True)
    assert ran.stdout == "it runs\n"


def _trim() -> ModuleType:
    spec = importlib.util.spec_from_file_location("trim", ROOT / "script" / "trim.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


trim = _trim()


@pytest.mark.skipif(sys.platform != "linux", reason="only ELF files are trimmed")
def test_a_library_without_its_debug_information_still_loads(tmp_path: Path) -> None:
    """Only what no program header names is removed, permissions stay, and the system loads it."""
    library = next(Path(orjson.__file__).parent.glob("*.so"))
    path = tmp_path / "library.so"
    path.write_bytes(library.read_bytes() + b"debug" * 100_000)
    path.chmod(0o755)
    assert trim.trim(path) >= 500_000
    assert path.stat().st_size <= library.stat().st_size
    assert stat.S_IMODE(path.stat().st_mode) == 0o755
    assert ctypes.CDLL(str(path)).PyInit_orjson
    assert trim.trim(path) == 0
    assert [one.name for one in tmp_path.iterdir()] == ["library.so"]


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x7fELF\x02\x01", b"\xcf\xfa\xed\xfe", b"\x7fELF\x01\x01"]))
def test_any_other_file_is_left_as_it_is(data: bytes, magic: bytes) -> None:
    """Files of other systems and broken ones are not changed, and nothing raises."""
    assert trim.trimmed(magic + data) == magic + data


PINNED = ["run", "llm", "dev", "datasette1"]


def pins(kind: str) -> list[Requirement]:
    lines = (ROOT / "requirements" / f"{kind}.txt").read_text().splitlines()
    return [Requirement(line.removesuffix("\\").strip()) for line in lines if re.match(r"[A-Za-z0-9]", line)]


@pytest.mark.parametrize("kind", PINNED)
def test_pins_have_hashes_and_name_no_address(kind: str) -> None:
    """A file of pins holds names, versions, markers and hashes, so that any index serves it."""
    text = (ROOT / "requirements" / f"{kind}.txt").read_text()
    assert "://" not in text
    assert not re.search(r"(?m)^-", text)
    assert len(pins(kind)) > 30
    for part in re.split(r"(?m)^(?=[A-Za-z0-9])", text):
        if re.match(r"[A-Za-z0-9]", part):
            assert re.match(r"[\w.-]+==\S+", part)
            assert "--hash=sha256:" in part


@pytest.mark.parametrize("version", ["3.11.0", "3.11.2", "3.11.5", "3.12.0", "3.13.5", "3.14.0"])
@pytest.mark.parametrize("kind", PINNED)
def test_each_python_gets_one_version_of_each_package(kind: str, version: str) -> None:
    """Markers neither omit a package that pyproject.toml requires nor select two versions."""
    environment = {"python_full_version": version, "python_version": version.rpartition(".")[0]}
    names = [pin.name for pin in pins(kind) if pin.marker is None or pin.marker.evaluate(environment)]
    assert len(names) == len(set(names))
    if kind != "datasette1":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        asked = {Requirement(one).name for one in project["dependencies"]}
        assert len(asked) == 25
        assert asked <= set(names)


def test_what_is_pinned_for_every_python_admits_the_oldest() -> None:
    """No package that is installed from a pin without a marker asks for more than Python 3.11.0."""
    checked = 0
    for pin in pins("dev"):
        if pin.marker is not None and "python" in str(pin.marker):
            continue
        try:
            found = importlib.metadata.distribution(pin.name)
        except importlib.metadata.PackageNotFoundError:
            continue
        asked = found.metadata.get("Requires-Python")
        assert Requirement(f"x{asked}" if asked else "x").specifier.contains("3.11.0"), pin.name
        checked += 1
    assert checked > 90
