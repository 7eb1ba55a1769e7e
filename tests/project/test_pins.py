"""Every installed package has one version, set in pyproject.toml."""

import importlib.metadata
import re
import tomllib

from balansekunst.settings import BASE_DIR

PROJECT = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())
IN_GROUPS = [each for group in PROJECT["dependency-groups"].values() for each in group if isinstance(each, str)]
DIRECT = [*PROJECT["project"]["dependencies"], *IN_GROUPS]
ALSO = PROJECT["tool"]["uv"]["constraint-dependencies"]
INSTALLERS = {"pip", "setuptools", "uv", "wheel"}


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=]", requirement)[0]).lower()


def test_each_requirement_has_one_version():
    one_version = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[0-9][0-9a-z.]*")

    assert [requirement for requirement in DIRECT + ALSO if not one_version.fullmatch(requirement)] == []


def test_installed_packages_are_pinned():
    pinned = {name_of(requirement): requirement.split("==")[1] for requirement in DIRECT + ALSO}
    installed = {name_of(package.name): package.version for package in importlib.metadata.distributions()}

    unpinned = {name: version for name, version in installed.items() if name not in INSTALLERS | set(pinned)}
    other = {name: version for name, version in installed.items() if pinned.get(name, version) != version}

    assert (unpinned, other) == ({}, {})


def test_each_package_is_pinned_once():
    names = [name_of(requirement) for requirement in DIRECT + ALSO]

    assert sorted(names) == sorted(set(names))
