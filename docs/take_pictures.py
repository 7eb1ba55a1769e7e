"""Takes the pictures of the handbook: `uv run python docs/take_pictures.py`.

It starts a demo, which takes a minute or two to fill, and opens its pages as its people do. With DATABASE_URL it uses
that database, so that it can be run again without filling.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, Response, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "handbok"
PORT = 8099
HOST = f"http://127.0.0.1:{PORT}"
WIDTH, HEIGHT = 1280, 800
QUALITY = 75
STAFF, ADVISER = "Ada Ansatt", "Rolf Rådgiver"


def first_row(page: Page) -> None:
    """Open the first row of a list."""
    page.locator("#result_list tbody th a").first.click()


def reminder(page: Page) -> None:
    """Preview reminders to all of the list."""
    page.locator("#action-toggle").check()
    page.get_by_label("Handling").first.select_option("Send påminnelse")
    page.get_by_role("button", name="Utfør").click()


def shares(page: Page) -> None:
    """Scroll to the applications."""
    page.mouse.wheel(0, HEIGHT // 2)
    page.wait_for_timeout(500)


def as_it_is(_page: Page) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Picture:
    """The first screen of a page, which is at the path, or which `go_on` leads to from there."""

    name: str
    path: str
    go_on: Callable[[Page], None] = as_it_is
    account: str = STAFF


PICTURES = (
    Picture("forsiden", "/admin/"),
    Picture("sok", "/admin/sok/?q=sami"),
    Picture("utvalg", "/admin/members/organisation/?medlem=2024-12-31&landsdel=Nord-Norge"),
    Picture("kalender", "/admin/kalender/"),
    Picture("virksomhet", "/admin/members/organisation/8/"),
    Picture("innmelding", "/admin/members/membershipapplication/?status__exact=received", first_row),
    Picture("kurs", "/admin/courses/assignment/?utfall=mangler", first_row),
    Picture("juryen", "/balansepotten/2022/jury/framdrift/"),
    Picture("fordelingen", "/balansepotten/2021/fordeling/", shares),
    Picture("brevene", "/balansepotten/2020/brev/"),
    Picture("henvendelse", "/radgivning/ny/", account=ADVISER),
    Picture("rapport", "/admin/reports/annualreport/", first_row),
    Picture("mange", "/admin/members/fee/?betaling=forfalt", reminder),
    Picture("utsending", "/admin/members/mailing/", first_row),
)


@contextmanager
def demo() -> Iterator[None]:
    """Serve the demo within this context."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            **os.environ,
            "DEMO": "true",
            "DEBUG": "true",
        }
        command = [sys.executable, "manage.py", "demo", "--port", str(PORT)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            wait_until_served(server)
            yield
        finally:
            server.terminate()
            server.wait()


def wait_until_served(server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            urlopen(f"{HOST}/healthz").close()  # noqa: S310 a fixed address
        except URLError:
            time.sleep(1)
        else:
            return
    raise SystemExit("The demo did not start.")


def take(browser: Browser, account: str, pictures: list[Picture]) -> None:
    """Take the pictures of one who logs in from the demo's front page."""
    window = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5, locale="nb-NO", color_scheme="light"
    )
    page = window.new_page()
    page.on("response", fail_for_errors)
    page.goto(HOST)
    page.get_by_role("button", name=f"Logg inn som {account}").click()
    for picture in pictures:
        page.goto(f"{HOST}{picture.path}")
        picture.go_on(page)
        page.wait_for_load_state("networkidle")
        save(page.screenshot(), picture.name)


def fail_for_errors(response: Response) -> None:
    if response.status >= HTTPStatus.BAD_REQUEST:
        raise SystemExit(f"{response.status} {response.url}")


def save(shot: bytes, name: str) -> None:
    with Image.open(BytesIO(shot)) as image:
        image.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)


def main() -> None:
    """Take all pictures, and print the size of each."""
    FOLDER.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with demo(), sync_playwright() as playwright:
        # Chromium's sandbox refuses to be started by root.
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=sandbox)
        for account in dict.fromkeys(picture.account for picture in PICTURES):
            take(browser, account, [picture for picture in PICTURES if picture.account == account])
    for path in sorted(FOLDER.iterdir()):
        sys.stdout.write(f"{path.stat().st_size // 1000:5} kB  {path.name}\n")


if __name__ == "__main__":
    main()
