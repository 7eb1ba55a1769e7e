"""Rules of the code base that can be tested."""

import re
import subprocess
from pathlib import Path

from balansekunst.settings import BASE_DIR
from reports.document.serialise import BLOCKS
from tests.project.test_directions import APPS

LONGEST = 350
TEMPLATES = [
    path
    for folder in (BASE_DIR, *(BASE_DIR / app for app in sorted(APPS)))
    for path in (folder / "templates").rglob("*.html")
]
OTHERS_WORK = ("balansekunst/static/vendor/", "demo/office/", "reports/data/", "members/data/")
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style|<script(?![^>]*(?:\ssrc=|application/json))|javascript:""",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.~-])/(?:work|root|tmp|home|farm)/|\.\./shared|file://")

# Words that stand for too many things to say anything in a name, a docstring or a comment.
VAGUE = re.compile(r"(?<![a-z])(?:told|tells|lacks|stands|kept|hindered)(?![a-z])", re.IGNORECASE)
QUOTED = re.compile(r"«[^»]*»")
# A plain space where a value and its unit, or the word before a time, are to be on one line.
SPLIT = re.compile(r"""(?:\}\}|%\(\w+\)[sd]) (?:kr|kB|MB|%%?)(?![\w{(}])|kl\. (?:\{\{|%\()""")
# Norwegian that the office does not use, or that can be misread.
UNUSUAL = re.compile(
    r"Ventet |\b[Ff]ør(?:t|es|ing|ingen)\b|[Ff]ortelles|[Ff]ortalt|[Vv]erdt å tenke|peke på (?:en|noen)|påklage"
    r"|[Tt]akk ja|av et slag|bak (?:tallet|diagram)|firedel|\btredel|meldt inhabil|[Hh]ar du alt |andre faktor"
    r"|borte for deg|tatt inn\b|\b[Tt]a inn |gjort opp|\bførte(?! til)|Adressat|Kontoen .{0,12}stengt"
)


def tracked() -> list[Path]:
    """Return the files that git tracks."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=BASE_DIR, capture_output=True, check=True).stdout  # noqa: S607
    paths = [BASE_DIR / name.decode() for name in listed.split(b"\0") if name]
    return [
        path for path in paths if path.is_file() and not path.relative_to(BASE_DIR).as_posix().startswith(OTHERS_WORK)
    ]


def text_of(path: Path) -> str:
    """Return the text of the file, or "" for a binary one."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def relative(path: Path) -> str:
    return path.relative_to(BASE_DIR).as_posix()


def test_templates_have_no_inline_styles_or_scripts():
    inline = {relative(path): INLINE.findall(path.read_text()) for path in TEMPLATES}

    assert {path: found for path, found in inline.items() if found} == {}
    assert len(inline) > 300


def test_own_files_are_short():
    code = [
        path for path in tracked() if path.suffix in {".py", ".js", ".html", ".typ"} and "migrations" not in path.parts
    ]

    lengths = {relative(path): len(path.read_text().splitlines()) for path in code}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_file_names_a_machine():
    named = {relative(path): MACHINE.findall(text_of(path)) for path in tracked() if path != Path(__file__)}

    assert {name: found for name, found in named.items() if found} == {}


def test_norwegian_text_has_no_unusual_words():
    texts = [
        path
        for path in tracked()
        if path.suffix in {".py", ".html", ".txt", ".typ"} and not {"tests", "migrations"} & set(path.parts)
    ]

    found = {relative(path): UNUSUAL.findall(text_of(path)) for path in texts}

    assert {name: words for name, words in found.items() if words} == {}


def test_years_in_sentences_have_no_separator():
    """A year is a number, and numbers in sentences have a space before each three digits: «2 025»."""
    written = re.compile(r"\w+=[\w.]*year(?=[ %])")

    found = [
        f"{path.name}: {match[0]}"
        for path in (BASE_DIR / "templates").rglob("*.*")
        for match in written.finditer(path.read_text())
    ]

    assert found == []


def test_keys_have_no_separators():
    """A key of four digits would be «1 234» in an attribute: `unlocalize` writes it as it is."""
    found = {relative(path): re.findall(r"{{ *[\w.]*\bpk *}}", path.read_text()) for path in TEMPLATES}
    assert {path: keys for path, keys in found.items() if keys} == {}


def test_times_and_units_have_no_break_spaces():
    """A number is not split from its unit at the end of a line, nor «kl.» from the time."""
    texts = [path for path in tracked() if path.suffix in {".py", ".html", ".txt"} and "tests" not in path.parts]

    found = {relative(path): SPLIT.findall(text_of(path)) for path in texts}

    assert {name: split for name, split in found.items() if split} == {}


def test_python_code_has_no_vague_words():
    code = [path for path in tracked() if path.suffix == ".py" and path != Path(__file__)]

    found = {relative(path): VAGUE.findall(QUOTED.sub("", path.read_text())) for path in code}

    assert {name: words for name, words in found.items() if words} == {}


def test_every_template_is_used():
    """A page or part that nothing names is a leftover; Django, allauth and import-export ask for theirs by name."""
    sources = "\n".join(text_of(path) for path in tracked() if path.suffix in {".py", ".html"})
    others = (
        "4",
        "5",
        "account",
        "admin",
        "allauth",
        "django",
        "mfa",
        "simple_history",
        "import_export",
        "usersessions",
    )

    names = [path.as_posix().split("/templates/")[1] for path in TEMPLATES]
    blocks = {f"reports/_blocks/{block.type}.html" for block in BLOCKS}
    unnamed = [name for name in names if not name.startswith(others) and name not in sources and name not in blocks]

    assert unnamed == []


def test_emptied_tables_get_no_rows_of_migrations():
    """Without `serialized_rollback` Django adds some of them after the test, and the next such test fails."""
    marked = re.compile(r"django_db\(transaction=True(?!, serialized_rollback=True\))")

    assert [path for path in tracked() if path.suffix == ".py" and marked.search(path.read_text())] == []
